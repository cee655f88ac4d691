import type { SegmentRequest, SegmentResult } from '@lesion-forge/openapi';
import type { ModelManifest } from '../inference/manifest.ts';
import { writeSeg } from '../dicom/seg/write-seg.ts';
import type { WrittenSeg } from '../dicom/seg/seg-request.ts';
import type { Task, TaskContext } from '../jobs/task.ts';
import { assertUnchanged, retrieveSeries, type RetrievedSeries } from './archive-series.ts';
import type { Archives } from './archives.ts';
import { findingEntry } from './finding-entry.ts';
import { measureAnswer, type RunNetwork, type SegmentedCt } from './segment-ct.ts';
import { StageClock, type StagePlan } from './stage-clock.ts';

export interface SegmentServices {
  readonly archives: Archives;
  readonly limits: { readonly minSlices: number; readonly maxVoxels: number };
  /** Throws model/unknown. */
  readonly model: (name?: string) => ModelManifest;
  readonly runNetwork: RunNetwork;
}

const PLAN: StagePlan = [['retrieve', 0.2], ['infer', 0.65], ['measure', 0.03], ['write', 0.02], ['store', 0.1]];

/** Outlines organs and lesions of a series, stores a DICOM segmentation beside it, and reports measured findings. */
export const segmentTask = (services: SegmentServices): Task<SegmentRequest, SegmentResult> => ({
  name: 'segment',
  stages: PLAN.map(([stage]) => stage),
  async run(request, context) {
    const { source } = request;
    const { signal } = context;
    const clock = new StageClock(context, PLAN);
    const archive = services.archives.get(source.archive);
    const model = services.model(request.model);

    const retrieved = await clock.run('retrieve', () => retrieveSeries(archive, source, { signal, limits: services.limits, onProgress: clock.progress }));
    const ct = retrieved.series.volume;
    const answer = await clock.run('infer', () => services.runNetwork(ct, model, { signal, onProgress: clock.progress, overlap: request.overlap }));
    const segmented = await clock.run('measure', () => measureAnswer(ct, model, answer));
    const seg = await clock.run('write', () => write({ retrieved, segmented, model, request, context }));
    await clock.run('store', async () => {
      await assertUnchanged(archive, source, retrieved);
      await archive.storeVerified(source.studyUid, [{ seriesUid: seg.seriesInstanceUid, sopInstanceUid: seg.sopInstanceUid, bytes: seg.bytes }], { signal, onProgress: clock.progress });
    });

    const { slices, warnings } = retrieved.series;
    return {
      task: 'segment',
      segmentation: { seriesUid: seg.seriesInstanceUid, instanceUids: [seg.sopInstanceUid] },
      findings: segmented.findings.map(finding => findingEntry(finding, ct.geometry, slices)),
      organs: segmented.organs,
      models: segmented.models,
      warnings: [...warnings, ...segmented.warnings],
      stageMs: clock.stageMs,
    };
  },
});

interface Written {
  readonly retrieved: RetrievedSeries;
  readonly segmented: SegmentedCt;
  readonly model: ModelManifest;
  readonly request: SegmentRequest;
  readonly context: TaskContext;
}

function write({ retrieved: { series }, segmented: { labelmap }, model, request, context }: Written): WrittenSeg {
  const algorithm = { name: model.name, version: model.version, artificialIntelligence: true };
  const segments = model.labels.flatMap((description, value) => (description === null ? [] : [{ value, description, algorithm }]));
  const labels = segments.map(({ description: { label } }) => label).join(', ');
  return writeSeg({
    labelmap, source: series, segments, jobKey: context.jobKey, createdAt: new Date(context.createdAt),
    seriesDescription: `${labels} (${model.name}) - research only`,
    encoding: request.encoding === 'labelmap' ? 'labelmap-rle' : 'binary',
  });
}
