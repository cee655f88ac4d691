import type { Archive, Generator, Job, Model, SeriesPreview } from '@lesion-forge/openapi';
import { describe, expect, it } from 'vitest';
import type { CatalogueState } from '../client/catalogue.ts';
import type { PreviewState } from '../client/previews.ts';
import { RequestFailure } from '../client/request-failure.ts';
import type { ActiveTarget } from '../host/active-target.ts';
import { createStore } from '../state/store.ts';
import type { JobsState } from './job-desk.ts';
import { whyNot, type Circumstances } from './why-not.ts';

const target = { viewportId: 'v', displaySetUid: 'd', studyUid: '1', seriesUid: '1.2', description: 'CT', imageCount: 100, synthetic: false };
const model: Model = { name: 'liver-lesion', version: '1', title: '', description: '', licence: '', task: 'lesion-segmentation', digest: '', isDefault: true, segments: [] };
const generator: Generator = { name: 'studio', title: '', description: '', version: '1', isDefault: true, parameters: {} };
const archive = (allowSynthetic: boolean): Archive => ({ name: 'pacs', isDefault: true, allowSynthetic, dicomWebRoot: '/dicom-web/pacs' });
const ready = (changes: Partial<{ models: Model[]; generators: Generator[]; archives: Archive[] }> = {}): CatalogueState => ({
  status: 'ready',
  offer: { models: [model], generators: [generator], organs: [], archives: [archive(true)], ...changes },
});
const preview = (changes: Partial<SeriesPreview>): PreviewState => ({ preview: { seriesUid: '1.2', eligible: true, synthetic: false, instanceCount: 100, warnings: [], ...changes } });

interface Situation {
  readonly active?: ActiveTarget;
  readonly catalogue?: CatalogueState;
  readonly previewed?: PreviewState;
  readonly jobs?: Partial<JobsState>;
}

function circumstances({ active = { target }, catalogue = ready(), previewed, jobs = {} }: Situation): Circumstances {
  const nothing = async (): Promise<void> => {};
  const desk = { openStudy: nothing, submit: nothing, cancel: nothing, show: nothing, close: () => {} };
  return {
    target: createStore(active),
    catalogue: { store: createStore(catalogue), load: nothing },
    previews: { store: createStore<ReadonlyMap<string, PreviewState>>(previewed ? new Map([['1.2', previewed]]) : new Map()), request: nothing },
    jobs: { store: createStore<JobsState>({ jobs: [], sending: new Set(), failures: {}, shown: {}, ...jobs }), ...desk },
    host: { extensionManager: { getActiveDataSource: () => [], getModuleEntry: () => undefined } },
  };
}

const running: Job = {
  id: 'j', createdAt: '', startedAt: '', attempt: 1, state: 'running', progress: { stage: 'infer', fraction: 0 },
  request: { task: 'segment', source: { studyUid: '1', seriesUid: '1.2' } },
};

describe('whyNot', () => {
  it('has no objection to a CT series that has not been judged yet, or was found good', () => {
    for (const previewed of [undefined, preview({})]) {
      const now = circumstances(previewed ? { previewed } : {});
      expect([whyNot(now, 'segment'), whyNot(now, 'synthesize')]).toEqual([undefined, undefined]);
    }
  });

  it('names what is missing in the viewer', () => {
    expect(whyNot(circumstances({ active: { reason: 'The active viewport shows MR; choose a CT series.' } }), 'segment')).toBe('The active viewport shows MR; choose a CT series.');
  });

  it('refuses what the gateway refuses', () => {
    expect(whyNot(circumstances({ previewed: preview({ eligible: false }) }), 'synthesize')).toContain('cannot use this series');
  });

  it('passes on why the gateway cannot be asked', () => {
    const failure = new RequestFailure('client/unreachable', 'The gateway does not answer.');
    expect(whyNot(circumstances({ catalogue: { status: 'failed', failure } }), 'segment')).toBe('The gateway does not answer.');
    expect(whyNot(circumstances({ catalogue: { status: 'loading' } }), 'segment')).toContain('Asking');
  });

  it('wants a model that finds lesions for segmenting, not for synthesis', () => {
    const now = circumstances({ catalogue: ready({ models: [{ ...model, task: 'organ-localiser' }] }) });
    expect(whyNot(now, 'segment')).toBe('The gateway has no segmentation model.');
    expect(whyNot(now, 'synthesize')).toBeUndefined();
  });

  it('keeps synthetic data out of an archive that may not hold it', () => {
    const now = circumstances({ catalogue: ready({ archives: [archive(false)] }) });
    expect(whyNot(now, 'synthesize')).toBe('The archive pacs may not hold synthetic data.');
    expect(whyNot(now, 'segment')).toBeUndefined();
  });

  it('waits for the same task on the same series only', () => {
    expect(whyNot(circumstances({ jobs: { jobs: [running] } }), 'segment')).toBe('Running for this series.');
    expect(whyNot(circumstances({ jobs: { jobs: [running] } }), 'synthesize')).toBeUndefined();
    expect(whyNot(circumstances({ jobs: { sending: new Set(['synthesize'] as const) } }), 'synthesize')).toBe('Running for this series.');
    expect(whyNot(circumstances({ active: { target: { ...target, seriesUid: '1.3' } }, jobs: { jobs: [running] } }), 'segment')).toBeUndefined();
  });
});
