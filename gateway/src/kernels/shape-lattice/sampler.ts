/** The integer value of a shape at a fixed-point lattice position: see layout.ts. */
export function shapeSampler(values: Int32Array, count: number): (x: number, y: number, z: number) => number {
  const last = ((count - 1) << 16) - 1;
  const plane = count * count;
  return (x, y, z) => {
    const px = x < 0 ? 0 : x > last ? last : x;
    const py = y < 0 ? 0 : y > last ? last : y;
    const pz = z < 0 ? 0 : z > last ? last : z;
    const at = (px >> 16) + count * (py >> 16) + plane * (pz >> 16);
    const t = (px >> 8) & 255;
    const u = (py >> 8) & 255;
    const w = (pz >> 8) & 255;
    const a0 = values[at]!;
    const b0 = values[at + count]!;
    const c0 = values[at + plane]!;
    const d0 = values[at + plane + count]!;
    const a = a0 + (((values[at + 1]! - a0) * t + 128) >> 8);
    const b = b0 + (((values[at + count + 1]! - b0) * t + 128) >> 8);
    const c = c0 + (((values[at + plane + 1]! - c0) * t + 128) >> 8);
    const d = d0 + (((values[at + plane + count + 1]! - d0) * t + 128) >> 8);
    const near = a + (((b - a) * u + 128) >> 8);
    const far = c + (((d - c) * u + 128) >> 8);
    return near + (((far - near) * w + 128) >> 8);
  };
}
