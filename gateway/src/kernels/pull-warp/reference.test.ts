import { expect, it } from 'vitest';
import type { Geometry } from '../../volume/geometry.ts';
import { affineOf, invertAffine } from '../../volume/geometry.ts';
import { PULL_MAPS } from './pull-factor.ts';
import { pullWarp } from './reference.ts';

/** A ball of radius 10 mm around the world origin, soft over 1 mm, on an oblique grid. */
const geometry: Geometry = { dimensions: [70, 70, 60], spacingMm: [0.6, 0.6, 0.7], originLps: [-17, -21, -21], direction: [Math.cos(0.2), Math.sin(0.2), 0, -Math.sin(0.2), Math.cos(0.2), 0, 0, 0, 1] };
const [m, inverse] = [affineOf(geometry), invertAffine(affineOf(geometry))];
const row = (of: readonly number[], r: number, last: number) => [of[4 * r]!, of[4 * r + 1]!, of[4 * r + 2]!, last] as const;
const frame = {
  frameX: row(m, 0, m[3]!), frameY: row(m, 1, m[7]!), frameZ: row(m, 2, m[11]!),
  voxelI: row(inverse, 0, 0), voxelJ: row(inverse, 1, 0), voxelK: row(inverse, 2, 0),
};
const count = 70 * 70 * 60;
const distances = Float32Array.from({ length: count }, (_, at) => {
  const ijk = [at % 70, Math.floor(at / 70) % 70, Math.floor(at / 4900), 1];
  return Math.hypot(...[frame.frameX, frame.frameY, frame.frameZ].map(r => r.reduce((sum, v, n) => sum + v * ijk[n]!, 0)));
});
const ball = distances.map(distance => Math.min(1, Math.max(0, 10.5 - distance)));

function warped(map: (typeof PULL_MAPS)[number], strength: number, reachMm: number): Float32Array {
  const out = new Float32Array(count);
  pullWarp({ inputs: [ball], out, parameters: { dimensions: [...geometry.dimensions, 0], ...frame, map: PULL_MAPS.indexOf(map), strength, radiusMm: 10, reachMm } });
  return out;
}

const radiusOf = (image: Float32Array) => Math.cbrt((3 * image.reduce((a, b) => a + b, 0) * 0.6 * 0.6 * 0.7) / (4 * Math.PI)) / 10;

it('moves the surface of a ball as the closed forms say', () => {
  expect(radiusOf(warped('quadratic', 0.3, 13))).toBeCloseTo(1.0953, 2);
  expect(radiusOf(warped('eq5', 0.3, 13))).toBeCloseTo(1.01466, 2);
  expect(radiusOf(warped('eq5', 0.3, 20))).toBeCloseTo(1.06945, 2);
});

it('changes nothing outside its ball, and nothing at all at strength 0', () => {
  const moved = warped('quadratic', 0.3, 13);
  expect(moved.filter((value, v) => value !== ball[v] && distances[v]! >= 13)).toHaveLength(0);
  expect(moved.filter((value, v) => value !== ball[v]).length).toBeGreaterThan(1000);
  expect(warped('quadratic', 0, 13).every((value, v) => Math.abs(value - ball[v]!) < 1e-5)).toBe(true);
});
