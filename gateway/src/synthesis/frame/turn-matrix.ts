/** Rotation by three angles in degrees: spin about z, then tilt about y, then azimuth about z. Rows are the turned axes; row-major 3 x 3. */
export function turnMatrix(azimuthDeg: number, tiltDeg: number, spinDeg: number): readonly number[] {
  const [a, b, c] = [azimuthDeg, tiltDeg, spinDeg].map(deg => (deg * Math.PI) / 180) as [number, number, number];
  const [ca, sa, cb, sb, cc, sc] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b), Math.cos(c), Math.sin(c)];
  return [
    ca * cb * cc - sa * sc, sa * cb * cc + ca * sc, -sb * cc,
    -ca * cb * sc - sa * cc, -sa * cb * sc + ca * cc, sb * sc,
    ca * sb, sa * sb, cb,
  ];
}
