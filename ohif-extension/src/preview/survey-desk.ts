import type { Job, paths, Source, SurveyResult } from '@lesion-forge/openapi';
import type { Geometry } from '../../../gateway/src/volume/geometry.ts';
import { growBox, type Box } from '../../../gateway/src/volume/crop.ts';
import { followJob } from '../client/follow-job.ts';
import { unwrap, type GatewayClient } from '../client/gateway-client.ts';
import { RequestFailure } from '../client/request-failure.ts';
import type { EngineFace } from './engine/messages.ts';
import type { SurveyState } from './preview-state.ts';
import type { ShownSeries } from './voxels/shown-series.ts';

export interface SurveyOrder {
  readonly source: Source;
  readonly organ: string;
}

/** An organ ready for lesions. */
export interface OpenOrgan {
  readonly jobId: string;
  readonly result: SurveyResult;
  readonly series: ShownSeries;
  readonly backend: string;
}

export interface SurveyDeskOptions {
  readonly client: GatewayClient;
  readonly engine: EngineFace;
  /** The series in the viewer, on the gateway's grid. Throws viewer/no-preview. */
  readonly seriesOf: (order: SurveyOrder, geometry: Geometry) => ShownSeries;
  readonly onState: (state: SurveyState) => void;
}

/** Context the organ is measured in, mm; the survey itself looks 4 mm beyond the mask. */
const AROUND_MM = 8;

/** Has the gateway find and measure an organ, then opens it in the engine. Throws RequestFailure. */
export async function openOrgan(options: SurveyDeskOptions, order: SurveyOrder, signal: AbortSignal): Promise<OpenOrgan> {
  const { client, engine, seriesOf, onState } = options;
  onState({ status: 'running', stage: 'queued', fraction: 0 });
  const job = await surveyed(options, order, signal);
  const { result } = job;
  onState({ status: 'running', stage: 'open', fraction: 1 });
  const geometry = result.geometry as Geometry;
  const box = result.box as Box;
  const series = seriesOf(order, geometry);
  const maskBits = await organMask(client, job.id);
  const around = await series.read(growBox(box, geometry, AROUND_MM));
  signal.throwIfAborted();
  const backend = await engine.open({ organ: result.organ, geometry, box, maskBits, statistics: result.statistics, huChecksum: result.huChecksum, around });
  return { jobId: job.id, result, series, backend };
}

async function surveyed({ client, onState }: SurveyDeskOptions, { source, organ }: SurveyOrder, signal: AbortSignal): Promise<{ id: string; result: SurveyResult }> {
  const accepted = await unwrap<paths['/api/jobs']['post']>(client.api.POST('/api/jobs', { body: { task: 'survey', source, organ } }));
  const report = (job: Job): void => {
    if (job.state === 'running' && !signal.aborted) onState({ status: 'running', ...job.progress });
  };
  const job = accepted.state === 'succeeded' ? accepted : await followJob(client, { jobId: accepted.id, onJob: report, signal });
  signal.throwIfAborted();
  if (job?.state === 'failed') throw new RequestFailure(job.problem.code, job.problem.detail);
  if (job?.state === 'succeeded' && job.result.task === 'survey') return { id: job.id, result: job.result };
  throw new RequestFailure('viewer/survey-stopped', 'The survey of the organ was stopped; turn the preview off and on again.');
}

async function organMask({ api }: GatewayClient, jobId: string): Promise<Uint8Array> {
  const { data, error } = await api.GET('/api/jobs/{jobId}/organ-mask', { params: { path: { jobId } }, parseAs: 'arrayBuffer' });
  if (data) return new Uint8Array(data as unknown as ArrayBuffer);
  const problem = error as { code?: string; detail?: string } | undefined;
  throw new RequestFailure(problem?.code ?? 'client/bad-answer', problem?.detail ?? 'The gateway did not hand out the organ mask; try again.');
}
