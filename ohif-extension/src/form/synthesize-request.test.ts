import type { Generator, Organ } from '@lesion-forge/openapi';
import { describe, expect, it } from 'vitest';
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
const organ: Organ = { name: 'liver', label: 'Liver', segment, lesion: segment, radiusMm: [3, 40] };

function read(changes: Partial<Draft> = {}, parts: Partial<RequestParts> = {}) {
  const draft = { ...createDraft().get(), ...changes };
  return synthesizeRequest({ source: { studyUid: '1.2', seriesUid: '1.2.3' }, generator, organ, draft, randomSeed: () => 4_000_000_000, ...parts });
}

describe('synthesizeRequest', () => {
  it('needs no entry at all: radius by default, seed drawn, site left to the gateway', () => {
    expect(read().request).toEqual({ task: 'synthesize', source: { studyUid: '1.2', seriesUid: '1.2.3' }, generator: 'studio', organ: 'liver', radiusMm: 10, seed: 4_000_000_000 });
  });

  it('carries site, frame of reference, phase, seed and parameters', () => {
    const site = { centreLps: [-97.8, 122.9, 1614.5] as const, frameOfReferenceUid: '1.9', seriesUid: '1.2.3' };
    const { request } = read({ radiusText: '12,5', seedText: '0', contrastPhase: 'venous', parameters: { studio: { contrastHu: '-40' }, other: { x: '1' } } }, { site });
    expect(request).toMatchObject({
      radiusMm: 12.5, seed: 0, contrastPhase: 'venous', parameters: { contrastHu: -40 }, site: { centreLps: [-97.8, 122.9, 1614.5], frameOfReferenceUid: '1.9' },
    });
    expect(request?.site).not.toHaveProperty('seriesUid');
  });

  it('names every wrong entry at once', () => {
    const { errors, request } = read({ radiusText: '41', seedText: '-1', parameters: { studio: { contrastHu: '-200' } } });
    expect(request).toBeUndefined();
    expect(errors).toEqual({ radiusMm: 'Between 3 and 40 mm.', seed: 'A whole number from 0 to 4294967295, or blank.', contrastHu: 'At least -150 HU.' });
  });

  it.each(['', 'x', '-3', '0'])('refuses the radius %j', (radiusText) => {
    expect(read({ radiusText }).errors).toHaveProperty('radiusMm');
  });

  it.each(['1.5', '4294967296', 'seven'])('refuses the seed %j', (seedText) => {
    expect(read({ seedText }).errors).toHaveProperty('seed');
  });
});
