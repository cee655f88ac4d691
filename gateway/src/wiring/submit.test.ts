import type { Job, JobRequest } from '@lesion-forge/openapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headerArchive, type HeaderArchive } from '../../../test/archive/header-archive.ts';
import { kidney } from '../anatomy/organs/kidney.ts';
import { liver } from '../anatomy/organs/liver.ts';
import { GatewayError } from '../errors.ts';
import type { ModelManifest } from '../inference/manifest.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { Archives } from '../tasks/archives.ts';
import { submitter } from './submit.ts';

const source = { studyUid: '1.2.3', seriesUid: '1.2.3.1' };
const labels = [null, { role: 'organ' }, { role: 'lesion' }];
const manifest = (name: string, sha256: string, extra: Partial<ModelManifest> = {}) => ({ name, sha256, task: 'lesion-segmentation', labels, ...extra }) as ModelManifest;

/** Models whose digests may change under the gateway. */
const models = new Map([
  ['lesion', manifest('lesion', 'a', { localiser: { model: 'localiser', organ: 'liver', marginMm: 20 } })],
  ['localiser', manifest('localiser', 'b', { task: 'organ-localiser', labels: [null] })],
  ['other', manifest('other', 'c')],
]);
const model = (name = 'lesion') => {
  const found = models.get(name);
  if (found) return found;
  throw new GatewayError('model/unknown', `There is no ${name}.`);
};

describe('submitter', () => {
  let research: HeaderArchive;
  let clinical: HeaderArchive;
  const accepted: { key: string; request: JobRequest }[] = [];
  /** Surveys by id, and those whose mask is gone. */
  const surveyed = new Map<string, Job>();
  const lost = new Set<string>();
  const store = {
    submit: (key: string, request: JobRequest) => {
      accepted.push({ key, request });
      return Promise.resolve({ job: { id: `${accepted.length}`, state: 'succeeded' } as Job, created: true });
    },
    get: (id: string) => Promise.resolve(surveyed.get(id)),
  } as Partial<JobStore> as JobStore;
  beforeAll(async () => {
    research = await headerArchive({ name: 'research', allowSynthetic: true });
    clinical = await headerArchive({ name: 'clinical', allowSynthetic: false });
  });
  afterAll(() => Promise.all([research.stop(), clinical.stop()]));

  const submit = async (request: JobRequest) => {
    await submitter({ store, archives: new Archives([research.client, clinical.client]), model, surveys: { has: id => Promise.resolve(!lost.has(id)) } })(request);
    return accepted.at(-1)!;
  };
  const refusal = (request: JobRequest) => submit(request).then(() => 'accepted', (error: GatewayError) => error.code);
  const synthesize: JobRequest = { task: 'synthesize', source, radiusMm: 10 };

  it('names the archive, the model, the generator and the organ that were left open', async () => {
    expect((await submit({ task: 'segment', source })).request).toMatchObject({ model: 'lesion', source: { ...source, archive: 'research' } });
    expect((await submit(synthesize)).request).toMatchObject({ generator: 'studio', organ: 'liver', source: { archive: 'research' } });
  });

  it('settles who judges lesions; another judge makes another job', async () => {
    const { request, key } = await submit({ ...synthesize, quality: { threshold: 0.7, attempts: 5 } });
    expect(request).toMatchObject({ quality: { threshold: 0.7, attempts: 5, model: 'lesion' } });
    expect((await submit({ ...synthesize, quality: { threshold: 0.7, attempts: 5, model: 'lesion' } })).key).toBe(key);
    expect((await submit({ ...synthesize, quality: { threshold: 0.7, attempts: 5, model: 'other' } })).key).not.toBe(key);
    expect(await refusal({ ...synthesize, quality: { threshold: 0.7, attempts: 5, model: 'localiser' } })).toBe('model/wrong-task');
  });

  it('is one job whether a default is named or left open', async () => {
    const { key } = await submit({ task: 'segment', source });
    expect((await submit({ task: 'segment', source: { ...source, archive: 'research' }, model: 'lesion' })).key).toBe(key);
    const drawn = await submit(synthesize);
    expect((await submit({ ...synthesize, generator: 'studio', organ: 'liver' })).key).toBe(drawn.key);
  });

  it('settles the seed, the same for the same request and another for another', async () => {
    const seedOf = async (request: JobRequest) => ((await submit(request)).request as { seed: number }).seed;
    const seed = await seedOf(synthesize);
    expect(Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff).toBe(true);
    expect(await seedOf(synthesize)).toBe(seed);
    expect(await seedOf({ ...synthesize, radiusMm: 11 })).not.toBe(seed);
    expect(await seedOf({ ...synthesize, seed: 5 })).toBe(5);
    expect((await submit({ ...synthesize, seed: 5 })).key).not.toBe((await submit({ ...synthesize, seed: 6 })).key);
  });

  it('settles the mask: the one that lies in the study, or the model', async () => {
    const before = await submit(synthesize);
    expect(before.request).not.toHaveProperty('organMask');
    research.hold([{ seriesUid: '1.9.7', of: source.seriesUid, types: [liver.segment.type.value] }]);
    const after = await submit(synthesize);
    research.hold([]);
    expect(after.request).toMatchObject({ organMask: { seriesUid: '1.9.7' } });
    expect(after.key).not.toBe(before.key);
    expect((await submit({ ...synthesize, organMask: { seriesUid: '1.9.8' } })).request).toMatchObject({ organMask: { seriesUid: '1.9.8' } });
  });

  it('is another job when another network would outline an organ that the default one does not know', async () => {
    const before = model();
    models.set('lesion', { ...before, furtherOrgans: 'further' });
    const key = async (sha256: string) => {
      models.set('further', manifest('further', sha256, { task: 'organ-localiser', labels: [null, { ...kidney.segment, role: 'organ' }] }));
      return (await submit({ ...synthesize, organ: 'kidney', seed: 1 })).key;
    };
    expect(await key('e')).not.toBe(await key('f'));
    models.set('lesion', before);
    models.delete('further');
  });

  it('is another job when another network would run, the localiser included', async () => {
    const keys = new Set<string>();
    const both = async () => {
      keys.add((await submit({ task: 'segment', source })).key);
      keys.add((await submit({ ...synthesize, seed: 1 })).key);
    };
    await both();
    models.set('localiser', manifest('localiser', 'changed', { task: 'organ-localiser' }));
    await both();
    models.set('lesion', { ...model(), sha256: 'changed' });
    await both();
    models.set('lesion', { ...model(), minLesionMm3: 70 });
    await both();
    expect(keys.size).toBe(8);
    const masked: JobRequest = { ...synthesize, seed: 1, organMask: { seriesUid: '1.9.8' } };
    const { key } = await submit(masked);
    models.set('lesion', { ...model(), sha256: 'changed again' });
    expect((await submit(masked)).key).toBe(key);
  });

  it('settles the mask of a survey, and makes one anew whose mask is gone', async () => {
    const first = await submit({ task: 'survey', source });
    expect(first.request).toMatchObject({ organ: 'liver', source: { archive: 'research' } });
    expect((await submit({ task: 'survey', source, organ: 'liver' })).key).toBe(first.key);
    research.hold([{ seriesUid: '1.9.7', of: source.seriesUid, types: [liver.segment.type.value] }]);
    expect((await submit({ task: 'survey', source })).request).toMatchObject({ organMask: { seriesUid: '1.9.7' } });
    research.hold([]);
    lost.add(`${accepted.length + 1}`);
    expect((await submit({ task: 'survey', source })).key).not.toBe(first.key);
    lost.clear();
  });

  it('takes a survey of the same series and organ, and no other', async () => {
    const survey = '5f6c7b1e-3a52-4d0c-9f5e-2f6d8c1a7b90';
    const job = { id: survey, state: 'succeeded', request: { task: 'survey', source: { ...source, archive: 'research' }, organ: 'liver' } } as unknown as Job;
    surveyed.set(survey, job);
    expect((await submit({ ...synthesize, survey })).request).toMatchObject({ survey });
    expect((await submit({ ...synthesize, survey })).request).not.toHaveProperty('organMask');
    expect(await refusal({ ...synthesize, survey, source: { ...source, seriesUid: '1.2.3.9' } })).toBe('survey/other-series');
    expect(await refusal({ ...synthesize, survey, source: { ...source, phase: 'arterial' } })).toBe('survey/other-series');
    expect(await refusal({ ...synthesize, survey: '00000000-3a52-4d0c-9f5e-2f6d8c1a7b90' })).toBe('job/not-found');
    surveyed.set(survey, { ...job, state: 'running' } as Job);
    expect(await refusal({ ...synthesize, survey })).toBe('survey/not-ready');
    surveyed.set(survey, { ...job, request: { task: 'segment', source } } as Job);
    expect(await refusal({ ...synthesize, survey })).toBe('survey/not-found');
  });

  it('refuses before anything is queued', async () => {
    const before = accepted.length;
    expect(await refusal({ task: 'segment', source: { ...source, archive: 'nowhere' } })).toBe('archive/unknown');
    expect(await refusal({ task: 'segment', source, model: 'nothing' })).toBe('model/unknown');
    expect(await refusal({ task: 'segment', source, model: 'localiser' })).toBe('model/unknown');
    expect(await refusal({ ...synthesize, source: { ...source, archive: 'clinical' } })).toBe('archive/synthetic-not-allowed');
    expect(await refusal({ ...synthesize, generator: 'nothing' })).toBe('generator/unknown');
    expect(await refusal({ ...synthesize, organ: 'soul' })).toBe('organ/unknown');
    expect(await refusal({ ...synthesize, kind: 'wart' })).toBe('kind/unknown');
    expect(await refusal({ task: 'synthesize', source, lesions: [{ radiusMm: 5 }, { radiusMm: 5, kind: 'wart' }] })).toBe('kind/unknown');
    expect(await refusal({ ...synthesize, organ: 'liver', organLabel: 'Spare liver' })).toBe('request/invalid');
    expect(await refusal({ ...synthesize, organ: 'pancreas', radiusMm: 45 })).toBe('generator/invalid-parameters');
    expect(await refusal({ ...synthesize, radiusMm: 500 })).toBe('generator/invalid-parameters');
    expect(await refusal({ ...synthesize, parameters: { nonsense: 1 } })).toBe('generator/invalid-parameters');
    expect(accepted.length).toBe(before);
    expect(clinical.paths).toEqual([]);
  });
});
