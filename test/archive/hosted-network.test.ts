import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Generator, Job, Model, SynthesizeResult } from '@lesion-forge/openapi';
import { testGateway, type TestGateway } from '../support/gateway.ts';
import { phantomStudy } from '../support/phantom-study.ts';
import { hasOrthanc, startOrthanc, type RunningOrthanc } from './orthanc.ts';

interface RecordedLesion {
  readonly parameters: { readonly network: { readonly name: string; readonly licence: string }; readonly meanHu: number };
  readonly quality: { readonly threshold: number; readonly finder: { readonly model: string }; readonly attempts: readonly { readonly seed: number; readonly tumourShare: number }[] };
}

describe.runIf(hasOrthanc())('a network that makes lesions, through a real archive', () => {
  const study = phantomStudy();
  const source = { studyUid: study.studyUid, seriesUid: study.seriesUid };
  const [x, y, z] = study.lesions[0]!.centreLps;
  const request = { task: 'synthesize', source, generator: 'freetumor', radiusMm: 10, seed: 3, site: { centreLps: [x, y + 30, z], frameOfReferenceUid: study.frameOfReferenceUid } } as const;
  let orthanc: RunningOrthanc;
  let gateway: TestGateway;
  let made: Extract<Job, { state: 'succeeded' }>;

  beforeAll(async () => {
    orthanc = await startOrthanc();
    await orthanc.upload(study.files);
    gateway = await testGateway({ archives: [{ name: 'research', url: orthanc.url, server: 'orthanc', allowSynthetic: true }] });
  });
  afterAll(async () => {
    await gateway?.stop();
    await orthanc?.stop();
  });

  it('is offered with its generator, and listed as what it is', async () => {
    const { models } = (await gateway.get<{ models: Model[] }>('/api/models')).body;
    expect(models.find(({ name }) => name === 'liver-freetumor')).toMatchObject({ task: 'lesion-generator', generator: 'freetumor', segments: [], isDefault: false });
    const { generators } = (await gateway.get<{ generators: Generator[] }>('/api/generators')).body;
    expect(generators.map(({ name }) => name)).toContain('freetumor');
    expect(generators.map(({ name }) => name)).not.toContain('diffusion');
  });

  it('makes a lesion that the segmenter finds, and the recipe says by which network and which attempts', async () => {
    made = await gateway.succeeded({ ...request, site: { ...request.site, centreLps: [...request.site.centreLps] }, quality: { threshold: 0.3, attempts: 4 } });
    const [lesion] = (made.result as SynthesizeResult).recipe['lesions'] as unknown as readonly RecordedLesion[];
    expect(lesion!.parameters.network).toMatchObject({ name: 'liver-freetumor', licence: expect.stringContaining('CC-BY-SA-4.0') as string });
    expect(lesion!.parameters.meanHu).toBeLessThan(-15);
    expect(lesion!.quality).toMatchObject({ threshold: 0.3, finder: { model: 'liver-lesion' } });
    expect(lesion!.quality.attempts.at(-1)!.tumourShare).toBeGreaterThanOrEqual(0.3);
    expect(lesion!.quality.attempts[0]!.seed).toBe(3);
    expect(made.request).toMatchObject({ quality: { model: 'liver-lesion', attempts: 4 } });
  });

  it('refuses by name what it cannot do', async () => {
    const code = async (change: object) => (await gateway.post({ ...request, ...change })).body.code;
    expect(await code({ generator: 'diffusion' })).toBe('generator/no-network');
    expect(await code({ parameters: { model: 'absent' } })).toBe('generator/no-network');
    expect(await code({ quality: { threshold: 0.7, attempts: 1, model: 'liver-freetumor' } })).toBe('model/wrong-task');
    const { body } = await gateway.post({ task: 'segment', source, model: 'liver-freetumor' });
    expect(body.code).toBe('model/wrong-task');
  });
});
