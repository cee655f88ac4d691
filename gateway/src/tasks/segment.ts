import type { SegmentRequest, SegmentResult } from '@lesion-forge/openapi';
import type { ModelManifest } from '../inference/manifest.ts';
import type { Task } from '../jobs/task.ts';
import type { DonorLibrary } from '../synthesis/donor.ts';
import type { NetworkLibrary } from '../synthesis/networks.ts';
import type { TumourFinder } from '../synthesis/quality/quality-test.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { assertUnchanged, retrieveSeries } from './archive-series.ts';
import type { Archives } from './archives.ts';
import { collectGarbage } from './collect-garbage.ts';
import { findingEntry } from './finding-entry.ts';
import { measureAnswer, type RunNetwork } from './segment-ct.ts';
import { StageClock, type StagePlan } from './stage-clock.ts';
import type { SurveyStore } from './survey-store.ts';
import { writeSegmentation } from './write-segmentation.ts';

export interface SegmentServices {
  readonly archives: Archives;
  readonly limits: { readonly minSlices: number; readonly maxVoxels: number };
  /** The named model, or the default one, as it is now. Throws model/*. */
  readonly model: (name?: string) => Promise<ModelManifest>;
  readonly runNetwork: RunNetwork;
  /** Starts processes and opens the network that a model needs first, while other things go on. A failure shows when the network is run. */
  readonly warmUp: (model: ModelManifest) => void;
  /** Networks that make lesions. */
  readonly networks: NetworkLibrary;
  /** The named segmentation model, or the default one, as the judge of synthetic lesions. Throws model/*. */
  readonly tumourFinder: (name?: string) => Promise<TumourFinder>;
  /** Cases that lesions may be copied from. */
  readonly donors?: DonorLibrary | undefined;
  readonly surveys: SurveyStore;
  /** Where lesions are computed now. Throws gpu/unavailable. */
  readonly kernels: () => Promise<Kernels>;
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
    const model = await services.model(request.model);
    services.warmUp(model);

    const retrieved = await clock.run('retrieve', () => retrieveSeries(archive, source, { signal, limits: services.limits, onProgress: clock.progress }));
    collectGarbage();
    const ct = retrieved.series.volume;
    const answer = await clock.run('infer', () => services.runNetwork(ct, model, { signal, onProgress: clock.progress, overlap: request.overlap }));
    collectGarbage();
    const segmented = await clock.run('measure', () => measureAnswer(ct, model, answer));
    const { labelmap } = segmented;
    const createdAt = new Date(context.createdAt);
    const seg = await clock.run('write', () => writeSegmentation({ labelmap, series: retrieved.series, model, jobKey: context.jobKey, createdAt, encoding: request.encoding }));
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
