import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockPhantom } from '../../../../test/phantoms/block-phantom.ts';
import { liver } from '../../anatomy/organs/liver.ts';
import { pancreas } from '../../anatomy/organs/pancreas.ts';
import { GatewayError } from '../../errors.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import { ijkToLps } from '../../volume/geometry.ts';
import { makeVolume } from '../../volume/volume.ts';
import { GENERATORS } from '../generators/index.ts';
import type { Generator } from '../generator.ts';
import { measureOrgan } from '../survey/organ-statistics.ts';
import { synthesizeLesion, type SynthesizedLesion, type SynthesizeLesionInput } from './synthesize-lesion.ts';

const tools = { signal: new AbortController().signal, kernels: cpuKernels };
/** Those that need nothing but the scan. */
const SELF_SUFFICIENT = GENERATORS.filter(({ requires = [] }) => requires.length === 0);

/** An ellipsoid of 28 x 24 x 26 mm in a scan of 70 x 70 x 80 mm. */
const whole = blockPhantom({ dimensions: [70, 58, 40], isOrgan: (i, j, k) => Math.hypot((i - 34) / 28, (1.2 * (j - 29)) / 24, (2 * (k - 20)) / 26) < 1 });
const survey = measureOrgan(whole.ct, whole.organMask);
const middle = ijkToLps(whole.ct.geometry, [34, 29, 20]);
const filled = (value: number) => makeVolume(whole.ct.geometry, new Uint8Array(whole.ct.voxels.length).fill(value));
const floats = (change: (voxels: Float32Array) => void) => {
  const voxels = Float32Array.from(whole.ct.voxels);
  change(voxels);
  return makeVolume(whole.ct.geometry, voxels);
};
const offset = (i: number, j: number, k: number) => i + 70 * (j + 58 * k);

describe.each(SELF_SUFFICIENT.map(generator => [generator.name, generator] as const))('%s', (_, generator) => {
  const run = ({ request, ...rest }: Change = {}) => synthesizeLesion({ ...whole, organ: liver, generator, ...(rest.ct || rest.organMask ? {} : { survey }), ...rest, request: { radiusMm: 5, seed: 3, ...request } }, tools);
  const code = (change: Change) => codeOf(run(change));

  it('refuses masks that hold no organ', async () => {
    expect(await code({ organMask: filled(0) })).toBe('mask/empty');
    const speck = filled(0);
    speck.voxels.fill(1, offset(30, 29, 20), offset(34, 29, 20));
    expect(await code({ organMask: speck })).toBe('mask/too-small');
    expect(await code({ organMask: blockPhantom({ dimensions: [70, 58, 39] }).organMask })).toBe('mask/wrong-frame');
    expect(await code({ organMask: makeVolume({ ...whole.organMask.geometry, originLps: [12, -140, 90] }, whole.organMask.voxels) })).toBe('mask/wrong-frame');
    expect(await code({
      ct: makeVolume({ ...whole.ct.geometry, frameOfReferenceUid: '1.2.3' }, whole.ct.voxels),
      organMask: makeVolume({ ...whole.ct.geometry, frameOfReferenceUid: '1.2.4' }, whole.organMask.voxels),
    })).toBe('mask/wrong-frame');
    await expect(run({ organMask: filled(2) })).rejects.toThrow('A mask holds 0 and 1');
  });

  it('refuses sites and sizes that the organ does not hold', async () => {
    expect(await code({ request: { centreLps: ijkToLps(whole.ct.geometry, [2, 2, 2]) } })).toBe('placement/outside-organ');
    expect(await code({ request: { centreLps: [9999, 0, 0] } })).toBe('placement/outside-organ');
    expect(await code({ request: { centreLps: [Number.NaN, 0, 0] } })).toBe('generator/invalid-parameters');
    expect(await code({ request: { radiusMm: 40, centreLps: middle } })).toBe('placement/radius-too-large');
    expect(await code({ request: { radiusMm: 40 } })).toBe('placement/radius-too-large');
    for (const radiusMm of [0, -4, Number.NaN, Infinity, 1e9]) expect(await code({ request: { radiusMm } })).toBe('generator/invalid-parameters');
    for (const seed of [-1, 0.5, 2 ** 32, Number.NaN]) expect(await code({ request: { seed } })).toBe('generator/invalid-parameters');
  });

  it('refuses kinds and parameters it does not know', async () => {
    expect(await code({ request: { kind: 'wart' } })).toBe('kind/unknown');
    expect(await code({ request: { kind: 'cyst', centreLps: middle } })).toBe(generator.followsKinds ? 'no refusal' : 'kind/not-made');
    expect(await code({ request: { parameters: { nothingLikeIt: 1 } } })).toBe('generator/invalid-parameters');
    for (const [name, { maximum }] of Object.entries(numbersOf(generator))) expect(await code({ request: { parameters: { [name]: maximum + 1 } } }), name).toBe('generator/invalid-parameters');
  });

  it('refuses voxels that are no HU', async () => {
    for (const value of [Number.NaN, Infinity, -Infinity]) expect(await code({ ct: floats(v => (v[offset(34, 29, 20)] = value)) }), String(value)).toBe('pixels/implausible-hu');
    // Beside the organ, where the survey does not look but a lesion's blur would.
    const beside = floats(v => (v[offset(34, 55, 20)] = Number.NaN));
    const near = ijkToLps(whole.ct.geometry, [34, 43, 20]);
    expect(await code({ ct: beside, request: { radiusMm: 9, centreLps: near } })).toBe('pixels/implausible-hu');
    const far = floats(v => (v[0] = Number.NaN));
    finite(await run({ ct: far, request: { centreLps: middle } }), far.voxels);
    expect(await code({ ct: makeVolume(whole.ct.geometry, whole.ct.voxels.map(hu => hu + 3000)) })).toBe('pixels/implausible-hu');
    expect(await code({ ct: makeVolume(whole.ct.geometry, whole.ct.voxels.map(hu => hu - 1000)) })).toBe('pixels/implausible-hu');
  });

  it('makes a lesion in a scan without noise', async () => {
    const flat = blockPhantom({ dimensions: [70, 58, 40], isOrgan: () => true, organHu: 100, noiseHu: 0 });
    const made = await run({ ...flat, request: { centreLps: middle } });
    finite(made);
    expect(made.lesionLabel.voxels.includes(1)).toBe(true);
  });

  it('makes a lesion at the edge of the scan, in a mask that touches it', async () => {
    const full = blockPhantom({ dimensions: [48, 40, 24] });
    const result = await settled(run({ ...full, request: { radiusMm: 5, centreLps: ijkToLps(full.ct.geometry, [5, 20, 12]) } }));
    finite(result);
    expect(result).not.toBeInstanceOf(GatewayError);
  });

  it.each([
    ['one slice', blockPhantom({ dimensions: [90, 80, 1], spacingMm: [0.8, 0.8, 5] })],
    ['two thick slices', blockPhantom({ dimensions: [60, 50, 2], spacingMm: [0.9, 0.9, 10], isOrgan: i => i > 9 })],
    ['an organ one voxel thick', blockPhantom({ dimensions: [70, 60, 30], isOrgan: (i, j, k) => k === 15 && i > 8 })],
    ['a single row of voxels', blockPhantom({ dimensions: [400, 1, 1], spacingMm: [1, 5, 5] })],
  ])('answers %s with a lesion or a named refusal', async (name, scan) => {
    for (const radiusMm of [2, 4, 8]) {
      const result = await settled(run({ ...scan, request: { radiusMm } }));
      finite(result, undefined, `${name}, ${radiusMm} mm`);
    }
  });

  it('answers random masks with a lesion inside or a named refusal', async () => {
    const blob = fc.record({ i: fc.nat(39), j: fc.nat(33), k: fc.nat(19), r: fc.double({ min: 3, max: 16, noNaN: true }) });
    const request = fc.record({ radiusMm: fc.double({ min: 2, max: 14, noNaN: true }), seed: fc.nat(), kind: fc.constantFrom('primary', ...(generator.followsKinds ? ['cyst', 'metastasis'] : [])) });
    let made = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(blob, { minLength: 1, maxLength: 5 }), request, async (blobs, asked) => {
        const scan = blockPhantom({ dimensions: [40, 34, 20], isOrgan: (i, j, k) => blobs.some(b => Math.hypot(i - b.i, 1.2 * (j - b.j), 2 * (k - b.k)) < b.r) });
        const result = await settled(run({ ...scan, organ: pancreas, request: asked }));
        finite(result);
        if (result instanceof GatewayError) expect(result.code).toMatch(/^(mask|placement|pixels|generator)\//);
        else made++;
        if (!(result instanceof GatewayError)) expect(result.lesionLabel.voxels.every((v, at) => v === 0 || scan.organMask.voxels[at] === 1) && result.lesionLabel.voxels.includes(1)).toBe(true);
      }),
      { numRuns: 20, seed: 99 },
    );
    expect(made).toBeGreaterThan(4);
  });
});

it('says when no contrast fits a liver without contrast medium, and goes on', async () => {
  const fatty = blockPhantom({ dimensions: [70, 58, 40], organHu: 3 });
  const [studio] = SELF_SUFFICIENT;
  const made = await synthesizeLesion({ ...fatty, organ: liver, generator: studio!, request: { radiusMm: 6, seed: 4, phase: 'native' } }, tools);
  expect(made.warnings.map(({ code }) => code)).toContain('contrast/empty-interval');
});

type Change = Partial<Omit<SynthesizeLesionInput, 'request'>> & { request?: Partial<SynthesizeLesionInput['request']> };

const codeOf = (run: Promise<unknown>): Promise<string> => run.then(() => 'no refusal', (error: { code?: string }) => error.code ?? String(error));

/** The lesion, or the named refusal; anything else fails the test. */
const settled = (run: Promise<SynthesizedLesion>): Promise<SynthesizedLesion | GatewayError> =>
  run.catch((error: unknown) => {
    if (error instanceof GatewayError) return error;
    throw error;
  });

/** Everything that was made is a number; voxels that were none before may stay so. */
function finite(result: SynthesizedLesion | GatewayError, before?: Float32Array, about = ''): void {
  if (result instanceof GatewayError) return;
  const broken = [...result.ct.voxels.keys()].filter(at => !Number.isFinite(result.ct.voxels[at]) && (!before || Number.isFinite(before[at])));
  expect(broken.length, about).toBe(0);
  expect(JSON.stringify(result.recipe), about).not.toContain('null');
}

function numbersOf({ parameters }: Generator): Record<string, { maximum: number }> {
  const { properties } = parameters as { properties: Record<string, { maximum?: number }> };
  return Object.fromEntries(Object.entries(properties).filter((entry): entry is [string, { maximum: number }] => typeof entry[1].maximum === 'number'));
}
