import * as fc from 'fast-check';
import type { Geometry, Vec3 } from '../../gateway/src/volume/geometry.ts';

type Nine = Geometry['direction'];

/** Rotation about an axis by an angle, as three unit column axes. */
export function rotation(axis: Vec3, angle: number): Nine {
  const length = Math.hypot(...axis);
  const [x, y, z] = axis.map(v => v / length) as unknown as Vec3;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const t = 1 - c;
  return [t * x * x + c, t * x * y + s * z, t * x * z - s * y, t * x * y - s * z, t * y * y + c, t * y * z + s * x, t * x * z + s * y, t * y * z - s * x, t * z * z + c];
}

/** The k axis leaned towards j, as a tilted gantry does. */
export function sheared(direction: Nine, lean: number): Nine {
  const k = [0, 1, 2].map(a => direction[6 + a]! + lean * direction[3 + a]!);
  const length = Math.hypot(...k);
  return [...direction.slice(0, 6), ...k.map(v => v / length)] as unknown as Nine;
}

const alignedDirection: fc.Arbitrary<Nine> = fc
  .tuple(fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 }), fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()))
  .map(([order, flips]) => {
    const nine = Array.from({ length: 9 }, () => 0);
    order.forEach((axis, a) => (nine[3 * a + axis] = flips[a] ? -1 : 1));
    return nine as unknown as Nine;
  });

const obliqueDirection: fc.Arbitrary<Nine> = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: 0.1, max: 3, noNaN: true }))
  .map(([x, y, angle]) => rotation([x, y, 0.7], angle));

const shearedDirection: fc.Arbitrary<Nine> = fc.tuple(obliqueDirection, fc.double({ min: 0.05, max: 0.6, noNaN: true })).map(([d, lean]) => sheared(d, lean));

const directions = { aligned: alignedDirection, oblique: obliqueDirection, sheared: shearedDirection } as const;

export interface GeometryKind {
  readonly kind?: keyof typeof directions;
  readonly minSize?: number;
  readonly maxSize?: number;
}

/** Small grids of any spacing, place and attitude: axis-aligned in any order and sign, oblique, or sheared. */
export function arbitraryGeometry({ kind, minSize = 1, maxSize = 9 }: GeometryKind = {}): fc.Arbitrary<Geometry> {
  const size = fc.integer({ min: minSize, max: maxSize });
  const spacing = fc.double({ min: 0.4, max: 5, noNaN: true });
  const place = fc.double({ min: -300, max: 300, noNaN: true });
  return fc.record({
    dimensions: fc.tuple(size, size, size),
    spacingMm: fc.tuple(spacing, spacing, spacing),
    originLps: fc.tuple(place, place, place),
    direction: kind ? directions[kind] : fc.oneof(alignedDirection, obliqueDirection, shearedDirection),
  });
}
