import { expect, it } from 'vitest';
import type { Geometry } from '../volume/geometry.ts';
import { massEffect } from './mass-effect.ts';
import { lesionFrame } from './rasterise.ts';

/** A ball of radius 10 mm around the world origin, soft over 1 mm, on an oblique grid. */
const geometry: Geometry = { dimensions: [70, 70, 60], spacingMm: [0.6, 0.6, 0.7], originLps: [-17, -21, -21], direction: [Math.cos(0.2), Math.sin(0.2), 0, -Math.sin(0.2), Math.cos(0.2), 0, 0, 0, 1] };
const frame = lesionFrame(geometry, [0, 0, 0]);
const ball = new Float32Array(70 * 70 * 60);
const distances = new Float32Array(ball.length);
for (let k = 0, at = 0; k < 60; k++)
  for (let j = 0; j < 70; j++)
    for (let i = 0; i < 70; i++, at++) {
      distances[at] = Math.hypot(frame.x(i, j, k), frame.y(i, j, k), frame.z(i, j, k));
      ball[at] = Math.min(1, Math.max(0, 10.5 - distances[at]!));
    }

it('moves the surface of a ball of radius r to 1.0953 r for k = 0.3 within 1.3 r', () => {
  const delta = massEffect({ geometry, frame, structureHu: ball, strength: 0.3, reachMm: 13 });
  let volume = 0;
  for (let v = 0; v < ball.length; v++) volume += (ball[v]! + delta[v]!) * 0.6 * 0.6 * 0.7;
  expect(Math.cbrt((3 * volume) / (4 * Math.PI)) / 10).toBeCloseTo(1.0953, 2);
});

it('changes nothing outside its ball, and nothing at all at strength 0', () => {
  const delta = massEffect({ geometry, frame, structureHu: ball, strength: 0.3, reachMm: 13 });
  expect(delta.filter((value, v) => value !== 0 && distances[v]! >= 13)).toHaveLength(0);
  expect(delta.filter(value => value !== 0).length).toBeGreaterThan(1000);
  expect(massEffect({ geometry, frame, structureHu: ball, strength: 0, reachMm: 13 }).every(value => value === 0)).toBe(true);
});
