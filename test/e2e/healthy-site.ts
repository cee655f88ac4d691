import type { Workplace } from './workplace.ts';

/** The point of the liver that is farthest from its border and from every lesion. */
export function healthySite({ study: { phantom } }: Workplace): readonly [number, number, number] {
  const { geometry } = phantom.labelmap;
  const [columns, rows, slices] = geometry.dimensions;
  let best = { clearance: 0, point: [0, 0, 0] as readonly [number, number, number] };
  for (let k = 0; k < slices; k += 2)
    for (let j = 0; j < rows; j += 4)
      for (let i = 0; i < columns; i += 4) {
        if (phantom.labelmap.voxels[i + columns * (j + rows * k)] !== 1) continue;
        const clearance = clearanceAt(phantom.labelmap.voxels, { i, j, k, columns, rows, slices });
        const { originLps: o, spacingMm: s } = geometry;
        if (clearance > best.clearance) best = { clearance, point: [o[0] + i * s[0], o[1] + j * s[1], o[2] + k * s[2]] };
      }
  return best.point;
}

/** Steps of liver in the shortest of the six axis directions. */
function clearanceAt(voxels: ArrayLike<number>, { i, j, k, columns, rows, slices }: { i: number; j: number; k: number; columns: number; rows: number; slices: number }): number {
  const inside = (di: number, dj: number, dk: number): boolean =>
    i + di >= 0 && i + di < columns && j + dj >= 0 && j + dj < rows && k + dk >= 0 && k + dk < slices && voxels[i + di + columns * (j + dj + rows * (k + dk))] === 1;
  let step = 0;
  while ([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 0.5], [0, 0, -0.5]].every(([a, b, c]) => inside((a ?? 0) * step, (b ?? 0) * step, Math.trunc((c ?? 0) * step)))) step++;
  return step;
}
