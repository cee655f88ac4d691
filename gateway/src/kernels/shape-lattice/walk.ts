import type { ParametersOf, RowSpans } from '../kernel.ts';
import type { Levels } from './cells.ts';
import type { SHAPE_LATTICE } from './layout.ts';
import type { ShapeVisitor } from './visitor.ts';
import { walkAlong } from './walk-along.ts';
import { walkAskew } from './walk-askew.ts';

export interface ShapeWalk extends Levels {
  readonly lattice: Int32Array;
  readonly parameters: ParametersOf<typeof SHAPE_LATTICE>;
  readonly region: RowSpans;
}

/** Visits the region's voxels that are inside or near the surface. Which ones are settled as a whole never changes what a count comes to. */
export function walkShape<S>(walk: ShapeWalk, visitor: ShapeVisitor<S>): void {
  const { stepI, subI, subJ, subK } = walk.parameters;
  const isAlong = [stepI[1], stepI[2], subI[1], subI[2], subJ[0], subK[0]].every(step => step === 0);
  if (isAlong) walkAlong(walk, visitor);
  else walkAskew(walk, visitor);
}
