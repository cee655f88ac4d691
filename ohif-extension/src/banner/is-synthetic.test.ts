import { describe, expect, it } from 'vitest';
import { isSynthetic } from './is-synthetic.ts';
import { showsSynthetic } from './viewport-banners.ts';

describe('isSynthetic', () => {
  it.each([
    ['by keyword', { SyntheticData: 'YES' }],
    ['by keyword, as a list', { SyntheticData: ['YES'] }],
    ['by tag', { '0008001C': 'YES' }],
    ['in DICOM JSON', { '0008001C': { vr: 'CS', Value: ['YES'] } }],
    ['padded', { SyntheticData: 'YES ' }],
  ])('reads Synthetic Data %s', (_how, instance) => {
    expect(isSynthetic({ instances: [instance] })).toBe(true);
    expect(isSynthetic({ instance })).toBe(true);
  });

  it('needs only one marked instance', () => {
    expect(isSynthetic({ instances: [{}, { SyntheticData: 'NO' }, { SyntheticData: 'YES' }] })).toBe(true);
  });

  it('stays marked whatever the description says', () => {
    expect(isSynthetic({ SeriesDescription: 'Portal venous', instances: [{ SyntheticData: 'YES' }] })).toBe(true);
  });

  it('takes the description in addition, when the archive lost the tag', () => {
    expect(isSynthetic({ SeriesDescription: 'SYNTHETIC Portal venous', instances: [{}] })).toBe(true);
    expect(isSynthetic({ instances: [{ SeriesDescription: '[SYNTHETIC] Portal venous' }] })).toBe(true);
  });

  it.each([{ SyntheticData: 'NO' }, { SyntheticData: '' }, {}, { SyntheticData: undefined }])('leaves a real series alone: %j', (instance) => {
    expect(isSynthetic({ SeriesDescription: 'Abdomen photosynthetic contrast', instances: [instance] })).toBe(false);
  });
});

describe('showsSynthetic', () => {
  const displaySets = new Map([
    ['real', { instances: [{}] }],
    ['syntheticSeg', { instances: [{ SyntheticData: 'YES' }] }],
  ]);
  const services = (shown: readonly string[], overlays: readonly string[]) =>
    ({
      viewportGridService: { getState: () => ({ viewports: new Map([['a', { displaySetInstanceUIDs: shown }]]) }) },
      segmentationService: { getSegmentationRepresentations: () => overlays.map((segmentationId) => ({ segmentationId })) },
      displaySetService: { getDisplaySetByUID: (uid: string) => displaySets.get(uid) },
    }) as unknown as Parameters<typeof showsSynthetic>[0];

  it('looks at images and overlays', () => {
    expect(showsSynthetic(services(['real'], []), 'a')).toBe(false);
    expect(showsSynthetic(services(['real'], ['syntheticSeg']), 'a')).toBe(true);
    expect(showsSynthetic(services(['syntheticSeg'], []), 'a')).toBe(true);
    expect(showsSynthetic(services(['unknown'], ['removed']), 'a')).toBe(false);
  });
});
