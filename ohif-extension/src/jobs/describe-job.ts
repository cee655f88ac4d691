import type { Job, JobProgress } from '@lesion-forge/openapi';

const STAGES: Readonly<Record<string, string>> = {
  queued: 'Waiting',
  retrieve: 'Retrieving the series',
  mask: 'Finding the organ',
  survey: 'Measuring the organ',
  infer: 'Segmenting',
  synthesize: 'Making the lesion',
  measure: 'Measuring lesions',
  write: 'Writing DICOM',
  store: 'Storing in the archive',
};

/** A stage as the reader sees it; one not known here is shown by its own name. */
export function stageLabel(stage: string): string {
  const known = STAGES[stage];
  if (known !== undefined) return known;
  const words = stage.replaceAll(/[-_]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const percent = ({ fraction }: JobProgress): number => Math.round(Math.min(Math.max(fraction, 0), 1) * 100);

/** `Segmentation` or `Synthetic lesion, r 12 mm, seed 7`. */
export function describeJob({ request }: Job): string {
  if (request.task === 'segment') return 'Segmentation';
  if (request.task === 'survey') return 'Organ survey';
  if (request.plan) return `Synthetic lesions, ${'stage' in request.plan ? request.plan.stage.replaceAll('-', ' ') : request.plan.sizeClass}`;
  if (request.lesions) return `${request.lesions.length} synthetic lesions`;
  const seed = request.seed === undefined ? '' : `, seed ${request.seed}`;
  const radius = request.radiusMm === undefined ? '' : `, r ${request.radiusMm} mm`;
  return `Synthetic lesion${radius}${seed}`;
}

/** Seed a finished job used: what the recipe says, else what was asked for. */
export function seedOf(job: Job): number | undefined {
  if (job.request.task !== 'synthesize') return undefined;
  const drawn = job.state === 'succeeded' && job.result.task === 'synthesize' ? job.result.recipe['seed'] : undefined;
  return typeof drawn === 'number' ? drawn : job.request.seed;
}

export const STATE_LABELS: Readonly<Record<Job['state'], string>> = {
  queued: 'waiting',
  running: 'running',
  succeeded: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};
