import { describe, expect, it } from 'vitest';
import type { Geometry } from '../../../gateway/src/volume/geometry.ts';
import { RequestFailure } from '../client/request-failure.ts';
import type { EngineFace, LesionOrder } from './engine/messages.ts';
import { createLesionMaker, type Outcome, type WantedLesion } from './lesion-maker.ts';
import { ShownSeries } from './voxels/shown-series.ts';

/** A row of forty voxels of 100 HU; a lesion of radius r lowers those within r of its centre by 10 and is computed from twice that. */
const geometry: Geometry = { dimensions: [40, 1, 1], spacingMm: [1, 1, 1], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };

function setup() {
  const image = { values: new Int16Array(40).fill(100), scale: { slope: 1, intercept: 0, scaled: true } };
  const series = new ShownSeries({ geometry, imageIds: ['only'], cache: { get: () => image, load: () => Promise.resolve(image) }, refresh: () => {} });
  const made: number[] = [];
  const span = (centre: number, reach: number) => ({ low: [Math.max(0, centre - reach), 0, 0], high: [Math.min(40, centre + reach + 1), 1, 1] }) as const;
  const engine: Pick<EngineFace, 'boxOf' | 'make'> = {
    boxOf: async ({ centreLps: [x], radiusMm }) => span(x, 2 * radiusMm),
    make: async ({ spec: { centreLps: [x], radiusMm, seed }, before, taken }: LesionOrder) => {
      if (taken.length > 0) throw new RequestFailure('placement/overlaps-lesion', 'Too near.');
      made.push(seed);
      const box = span(x, radiusMm);
      const hu = before.hu.slice(box.low[0] - before.box.low[0], box.high[0] - before.box.low[0]).map((v) => v - 10);
      return { after: { box, hu }, warnings: [], computeMs: 1 };
    },
  };
  return { maker: createLesionMaker(engine as EngineFace, series), made };
}

const lesion = (id: number, x: number, changes: { radiusMm?: number; seed?: number } = {}): WantedLesion => ({
  id, spec: { generator: 'g', generatorVersion: '1', phase: 'venous', centreLps: [x, 0, 0], radiusMm: 3, seed: id, scanSeed: 1, parameters: {}, ...changes },
});

async function run(maker: ReturnType<typeof setup>['maker'], wanted: readonly WantedLesion[], overtaken = () => false): Promise<readonly Outcome[]> {
  let last: readonly Outcome[] = [];
  await maker.update(wanted, { overtaken, onStep: (outcomes) => (last = outcomes) });
  return last;
}

describe('the lesion maker', () => {
  it('makes a lesion in the scan with those before it, and makes again only what a change reaches', async () => {
    const { maker, made } = setup();
    const first = await run(maker, [lesion(1, 10), lesion(2, 17), lesion(3, 32)]);
    expect(made).toEqual([1, 2, 3]);
    expect(Array.from(first[1]?.made?.after.hu ?? [])).toEqual([90, 90, 90, 90, 90, 90, 90]);
    await run(maker, [lesion(1, 10), lesion(2, 17), lesion(3, 32)]);
    expect(made).toEqual([1, 2, 3]);
    await run(maker, [lesion(1, 10, { seed: 9 }), lesion(2, 17), lesion(3, 32)]);
    expect(made).toEqual([1, 2, 3, 9, 2]);
    await run(maker, [lesion(2, 17), lesion(3, 32)]);
    expect(made).toEqual([1, 2, 3, 9, 2, 2]);
  });

  it('keeps the voxels of an earlier lesion in a later one that reaches over it', async () => {
    const { maker } = setup();
    const [, second] = await run(maker, [lesion(1, 10, { radiusMm: 2 }), lesion(2, 15, { radiusMm: 3 })]);
    expect(second?.made?.after.box.low[0]).toBe(12);
    expect(Array.from(second?.made?.after.hu ?? [])).toEqual([80, 90, 90, 90, 90, 90, 90]);
  });

  it('tells each failure of its own lesion, and goes on with the others', async () => {
    const { maker } = setup();
    const invalid: WantedLesion = { id: 4, failure: new RequestFailure('viewer/invalid-entry', 'No number.') };
    const outcomes = await run(maker, [lesion(1, 10), invalid, lesion(2, 12), lesion(3, 30)]);
    expect(outcomes.map(({ failure }) => failure?.code)).toEqual(['placement/overlaps-lesion', 'viewer/invalid-entry', 'placement/overlaps-lesion', undefined]);
  });

  it('stops when something newer waits, and keeps what it has', async () => {
    const { maker, made } = setup();
    let asked = 0;
    await run(maker, [lesion(1, 10), lesion(2, 30)], () => ++asked > 0);
    expect(made).toEqual([1]);
    await run(maker, [lesion(1, 10), lesion(2, 30)]);
    expect(made).toEqual([1, 2]);
  });
});
