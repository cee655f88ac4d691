/**
 * sRGB (0..255) as DICOM's CIELab of three 16-bit numbers (PS3.3 C.10.7.1.1), over the D50 white that PS3.3 names:
 * L* 0..100 and a*, b* -128..127 each stretched to 0..65535.
 */
export function dicomCielab(rgb: readonly [number, number, number]): readonly [number, number, number] {
  const [r, g, b] = rgb.map(linear) as [number, number, number];
  // IEC 61966-2-1 primaries adapted to D50 by Bradford.
  const x = 0.4360747 * r + 0.3850649 * g + 0.1430804 * b;
  const y = 0.2225045 * r + 0.7168786 * g + 0.0606169 * b;
  const z = 0.0139322 * r + 0.0971045 * g + 0.7141733 * b;
  const [fx, fy, fz] = [compress(x / 0.9642957), compress(y), compress(z / 0.8251046)];
  const lightness = 116 * fy - 16;
  return [scale(lightness, 0, 100), scale(500 * (fx - fy), -128, 127), scale(200 * (fy - fz), -128, 127)];
}

function linear(channel: number): number {
  const v = channel / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

const compress = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116);

const scale = (value: number, low: number, high: number): number =>
  Math.min(65535, Math.max(0, Math.round(((value - low) / (high - low)) * 65535)));
