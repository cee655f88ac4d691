import type { Generator, Organ } from '@lesion-forge/openapi';
import { describe, expect, it } from 'vitest';
import { formOf } from '../preview/scene.ts';
import { createDraft, type Draft } from '../state/draft.ts';
import { synthesizeRequest, type RequestParts } from './synthesize-request.ts';

const generator: Generator = {
  name: 'studio', title: 'Studio', description: '', version: '1.0.0', isDefault: true,
  parameters: { properties: { contrastHu: { type: 'number', minimum: -150 } } },
};
const segment: Organ['segment'] = {
  value: 1, name: 'liver', label: 'Liver', colour: [1, 2, 3],
  category: { value: '1', scheme: 'SCT', meaning: 'c' }, type: { value: '2', scheme: 'SCT', meaning: 't' },
};
const organ: Organ = { name: 'liver', label: 'Liver', segment, lesion: segment, radiusMm: [3, 40], kinds: [{ name: 'primary', label: 'Primary tumour', radiusMm: [3, 40] }] };

function read(changes: Partial<Draft> = {}, parts: Partial<RequestParts> = {}) {
  const form = formOf({ ...createDraft().get(), drawnSeed: 4_000_000_000, ...changes });
  return synthesizeRequest({ source: { studyUid: '1.2', seriesUid: '1.2.3' }, generator, organ, form, lesions: [], ...parts });
}

describe('synthesizeRequest', () => {
  it('needs no entry at all: radius by default, seed drawn, site left to the gateway', () => {
    expect(read().request).toEqual({ task: 'synthesize', source: { studyUid: '1.2', seriesUid: '1.2.3' }, generator: 'studio', organ: 'liver', radiusMm: 10, seed: 4_000_000_000 });
  });

  it('carries site, frame of reference, phase, seed and parameters', () => {
    const site = { centreLps: [-97.8, 122.9, 1614.5] as const, frameOfReferenceUid: '1.9', seriesUid: '1.2.3' };
    const form = formOf({ ...createDraft().get(), radiusText: '12,5', seedText: '0', contrastPhase: 'venous', parameters: { studio: { contrastHu: '-40' }, other: { x: '1' } } });
    const { request } = read({}, { lesions: [{ id: 1, site, form }] });
    expect(request).toMatchObject({
      radiusMm: 12.5, seed: 0, contrastPhase: 'venous', parameters: { contrastHu: -40 }, site: { centreLps: [-97.8, 122.9, 1614.5], frameOfReferenceUid: '1.9' },
    });
    expect(request?.site).not.toHaveProperty('seriesUid');
  });

  it('sends several lesions in their order, each with its own seed, and the survey they were previewed on', () => {
    const lesion = (id: number, changes: Partial<Draft>) => ({ id, site: { centreLps: [id, 0, 0] as const }, form: formOf({ ...createDraft().get(), drawnSeed: id, ...changes }) });
    const { request } = read({}, { lesions: [lesion(5, { kind: 'cyst' }), lesion(2, { radiusText: '7', contrastPhase: 'arterial' })], survey: '5f6c7b1e-3a52-4d0c-9f5e-2f6d8c1a7b90' });
    expect(request).toMatchObject({ seed: 5, survey: '5f6c7b1e-3a52-4d0c-9f5e-2f6d8c1a7b90' });
    expect(request).not.toHaveProperty('radiusMm');
    expect(request?.lesions).toEqual([
      { radiusMm: 10, seed: 5, kind: 'cyst', site: { centreLps: [5, 0, 0] } },
      { radiusMm: 7, seed: 2, contrastPhase: 'arterial', site: { centreLps: [2, 0, 0] } },
    ]);
    expect(read({}, { lesions: [lesion(1, {}), lesion(2, { radiusText: 'x' })] }).errors).toEqual({ lesions: expect.stringContaining('Lesion 2') });
  });

  it('names every wrong entry at once', () => {
    const { errors, request } = read({ radiusText: '41', seedText: '-1', parameters: { studio: { contrastHu: '-200' } } });
    expect(request).toBeUndefined();
    expect(errors).toEqual({ radiusMm: 'Between 3 and 40 mm.', seed: 'A whole number from 0 to 4294967295, or blank.', contrastHu: 'At least -150 HU.' });
  });

  it('offers the radii of the chosen kind', () => {
    const kinds: Organ['kinds'] = [...organ.kinds, { name: 'cyst', label: 'Cyst', radiusMm: [2, 60] }];
    expect(read({ radiusText: '50' }, { organ: { ...organ, kinds } }).errors).toHaveProperty('radiusMm');
    expect(read({ radiusText: '50', kind: 'cyst' }, { organ: { ...organ, kinds } }).request).toMatchObject({ radiusMm: 50, kind: 'cyst' });
  });

  it.each(['', 'x', '-3', '0'])('refuses the radius %j', (radiusText) => {
    expect(read({ radiusText }).errors).toHaveProperty('radiusMm');
  });

  it.each(['1.5', '4294967296', 'seven'])('refuses the seed %j', (seedText) => {
    expect(read({ seedText }).errors).toHaveProperty('seed');
  });
});
