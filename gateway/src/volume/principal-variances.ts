import type { Vec3 } from './geometry.ts';

/** Eigenvalues, smallest first, of a symmetric 3 x 3 matrix given as xx, yy, zz, xy, xz, yz (trigonometric form of the cubic's roots). */
export function principalVariances([xx, yy, zz, xy, xz, yz]: readonly [number, number, number, number, number, number]): Vec3 {
  const middle = (xx + yy + zz) / 3;
  const [a, b, c] = [xx - middle, yy - middle, zz - middle];
  const scale = Math.sqrt((a * a + b * b + c * c + 2 * (xy * xy + xz * xz + yz * yz)) / 6);
  if (scale === 0) return [middle, middle, middle];
  const determinant = a * (b * c - yz * yz) - xy * (xy * c - yz * xz) + xz * (xy * yz - b * xz);
  const angle = Math.acos(Math.min(1, Math.max(-1, determinant / (2 * scale ** 3)))) / 3;
  const largest = middle + 2 * scale * Math.cos(angle);
  const smallest = middle + 2 * scale * Math.cos(angle + (2 * Math.PI) / 3);
  return [smallest, 3 * middle - largest - smallest, largest];
}
