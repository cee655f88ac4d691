import { judge, unmeasured } from '../judge.ts';
import type { RealismCheck } from '../realism-check.ts';

const WHAT = 'Steepness where the change ends, against the steepest half percent of parenchyma';
const QUANTILE = 0.995;
const FEWEST = 200;

/** Gradients where changed voxels meet unchanged ones: a paste leaves a seam there, a blend does not. */
export const boundarySeam: RealismCheck = {
  name: 'boundary-seam',
  title: 'Boundary seam',
  measure({ afterHu, beforeHu, organ, shell, geometry: { dimensions: [columns, rows, slices], spacingMm } }) {
    const [front, parenchyma]: [number[], number[]] = [[], []];
    /** Size of the in-plane gradient, HU per mm: slices are too far apart to tell. */
    const gradient = (hu: Float32Array, v: number) => Math.hypot((hu[v + 1]! - hu[v - 1]!) / (2 * spacingMm[0]), (hu[v + columns]! - hu[v - columns]!) / (2 * spacingMm[1]));
    const isChanged = (v: number) => afterHu[v] !== beforeHu[v];
    const endsAt = (v: number, stride: number) => isChanged(v - stride) !== isChanged(v + stride);
    for (let k = 1; k < slices - 1; k++)
      for (let j = 1; j < rows - 1; j++)
        for (let i = 1; i < columns - 1; i++) {
          const v = i + columns * (j + rows * k);
          if (shell[v] === 1) parenchyma.push(gradient(beforeHu, v));
          if (isChanged(v) && organ[v] === 1 && (endsAt(v, 1) || endsAt(v, columns))) front.push(gradient(afterHu, v));
        }
    if (front.length < 20 || parenchyma.length < FEWEST) return unmeasured(WHAT);
    parenchyma.sort((a, b) => a - b);
    front.sort((a, b) => a - b);
    const steepest = parenchyma[Math.floor(QUANTILE * parenchyma.length)]!;
    return judge({ value: front[Math.floor(front.length / 2)]! / steepest, band: [0, 1], what: WHAT, doubt: 0.25 });
  },
};
