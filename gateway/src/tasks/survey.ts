import type { SurveyRequest, SurveyResult } from '@lesion-forge/openapi';
import type { Task } from '../jobs/task.ts';
import { guessPhase } from '../synthesis/contrast.ts';
import { measureOrgan } from '../synthesis/survey/organ-statistics.ts';
import { boundingBox, type Box } from '../volume/crop.ts';
import type { Geometry } from '../volume/geometry.ts';
import { huChecksum } from '../volume/hu-checksum.ts';
import { retrieveSeries } from './archive-series.ts';
import { organMask } from './organ-mask.ts';
import type { SegmentServices } from './segment.ts';
import { StageClock, type StagePlan } from './stage-clock.ts';
import { organNamed } from './synthesize.ts';

const PLAN: StagePlan = [['retrieve', 0.3], ['mask', 0.6], ['survey', 0.1]];

/** Finds and measures an organ and keeps its mask, so that a viewer can preview lesions on the very mask a later job will use. */
export const surveyTask = (services: SegmentServices): Task<SurveyRequest, SurveyResult> => ({
  name: 'survey',
  stages: PLAN.map(([stage]) => stage),
  async run(request, context) {
    const { signal } = context;
    const clock = new StageClock(context, PLAN);
    const archive = services.archives.get(request.source.archive);
    const organ = organNamed(request.organ, request.organLabel);
    const retrieved = await clock.run('retrieve', () => retrieveSeries(archive, request.source, { signal, limits: services.limits, onProgress: clock.progress }));
    const { series: { volume: ct, warnings } } = retrieved;
    const found = await clock.run('mask', () => organMask({ services, archive, request, organ, retrieved, clock, signal }));
    const { survey, box } = await clock.run('survey', async () => {
      const survey = measureOrgan(ct, found.mask, { vessels: organ.hasBrightVessels });
      const box = boundingBox(found.mask) as Box;
      await services.surveys.write(context.jobId, { mask: found.mask, box, statistics: survey.statistics, source: found.source });
      return { survey, box };
    });
    return {
      task: 'survey',
      organ: organ.name,
      statistics: { ...survey.statistics },
      contrastPhase: guessPhase(organ, survey.statistics.meanHu),
      inscribedRadiusMm: survey.inscribedRadiusMm,
      geometry: geometryEntry(ct.geometry),
      box: { low: [...box.low], high: [...box.high] },
      huChecksum: huChecksum(ct, box),
      maskSource: { ...found.source },
      warnings: [...warnings, ...found.warnings, ...survey.warnings],
      stageMs: clock.stageMs,
    };
  },
});

/** A grid as the contract writes it, to the last digit. */
export const geometryEntry = ({ dimensions, spacingMm, originLps, direction, frameOfReferenceUid }: Geometry): SurveyResult['geometry'] => ({
  dimensions: [...dimensions], spacingMm: [...spacingMm], originLps: [...originLps], direction: [...direction],
  ...(frameOfReferenceUid === undefined ? {} : { frameOfReferenceUid }),
});
