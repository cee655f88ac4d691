import type { Job, JobRequest, Problem, SegmentResult, Source, SynthesizeResult } from '@lesion-forge/openapi';
import type { Config } from '../config.ts';
import { assertMarkedSynthetic } from '../dicom/mark-synthetic.ts';
import { readInstance } from '../dicom/read.ts';
import type { DicomInstance } from '../dicom/series.ts';
import { SOP_CLASS } from '../dicom/sop-class.ts';
import type { DicomWebClient } from '../dicomweb/client.ts';
import { GatewayError } from '../errors.ts';
import { connectArchives } from '../wiring/connect-archives.ts';

export interface OnceOptions {
  readonly url: string;
  readonly config: Config;
  readonly source: Source;
  readonly say: (text: string) => void;
}

const POLL_MS = 250;
const RADIUS_MM = 10;
const SEED = 7;

/** One headless pass over the HTTP API: segment, synthesize, and look at what then lies in the archive. Throws what a job failed with. */
export async function runOnce({ url, config, source, say }: OnceOptions): Promise<Record<string, unknown>> {
  const run = (request: JobRequest) => runJob(url, request, say);
  const segmented = (await run({ task: 'segment', source })) as SegmentResult;
  const synthesized = (await run({ task: 'synthesize', source, radiusMm: RADIUS_MM, seed: SEED })) as SynthesizeResult;
  const archives = connectArchives(config, process.env);
  try {
    const archive = archives.get();
    const { studyUid } = source;
    const seg = await stored(archive, { studyUid, ...segmented.segmentation });
    const images = await stored(archive, { studyUid, ...synthesized.image });
    const truth = await stored(archive, { studyUid, ...synthesized.segmentation });
    [...images, ...truth].forEach(assertMarkedSynthetic);
    expectClass(seg, SOP_CLASS.segmentation);
    expectClass(images, SOP_CLASS.ct);
    return {
      ok: true,
      segment: { findings: segmented.findings.length, organs: segmented.organs, seriesUid: segmented.segmentation.seriesUid, stageMs: segmented.stageMs },
      synthesize: { lesions: synthesized.lesions, slices: images.length, seriesUid: synthesized.image.seriesUid, stageMs: synthesized.stageMs },
      archive: { segInstances: seg.length, syntheticImages: images.length, syntheticSegs: truth.length },
    };
  } finally {
    archives.all.forEach(client => client.close());
  }
}

async function runJob(url: string, request: JobRequest, say: (text: string) => void) {
  const headers = { 'content-type': 'application/json' };
  let job = await jobAnswer(await fetch(`${url}/api/jobs`, { method: 'POST', headers, body: JSON.stringify(request) }));
  for (let stage = ''; ; await new Promise(resolve => setTimeout(resolve, POLL_MS))) {
    if (job.state === 'running' && job.progress.stage !== stage) say(`${request.task}: ${(stage = job.progress.stage)}`);
    if (job.state === 'succeeded') return job.result;
    if (job.state === 'failed' || job.state === 'cancelled') throw failure(job);
    job = await jobAnswer(await fetch(`${url}/api/jobs/${job.id}`));
  }
}

async function jobAnswer(response: Response): Promise<Job> {
  const answer: unknown = await response.json();
  if (response.ok) return answer as Job;
  const { code, detail } = answer as Problem;
  throw new GatewayError('request/invalid', `The gateway refused the request: ${code}: ${detail}`);
}

const failure = (job: Job): GatewayError =>
  job.state === 'failed' ? new GatewayError('internal', `${job.problem.code}: ${job.problem.detail}`) : new GatewayError('job/cancelled', 'The job was cancelled.');

async function stored(archive: DicomWebClient, ids: { readonly studyUid: string; readonly seriesUid: string; readonly instanceUids: readonly string[] }): Promise<DicomInstance[]> {
  const refs = ids.instanceUids.map(sopInstanceUid => ({ studyUid: ids.studyUid, seriesUid: ids.seriesUid, sopInstanceUid }));
  const found: DicomInstance[] = [];
  for await (const { bytes } of archive.retrieveInstances(refs)) found.push(readInstance(bytes));
  return found;
}

function expectClass(instances: readonly DicomInstance[], sopClassUid: string): void {
  if (instances.length > 0 && instances.every(instance => instance.sopClassUid === sopClassUid)) return;
  throw new GatewayError('archive/store-mismatch', 'The archive does not hold what the job reported.');
}
