import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobRequest } from '@lesion-forge/openapi';
import { PATHS } from '../../gateway/src/wiring/paths.ts';
import { gatewayClient, serveProcess } from '../support/gateway.ts';
import { phantomStudy } from '../support/phantom-study.ts';
import { hasOrthanc, startOrthanc, type RunningOrthanc } from './orthanc.ts';

/** Every stage of the two tasks, each the moment at which the gateway with all its children is killed. */
const KILLS: readonly (readonly ['segment' | 'synthesize', string])[] = [
  ['segment', 'retrieve'], ['segment', 'infer'], ['segment', 'store'], ['synthesize', 'synthesize'], ['synthesize', 'store'],
];

describe.runIf(hasOrthanc())('a gateway killed with SIGKILL', () => {
  let orthanc: RunningOrthanc;
  beforeAll(async () => {
    orthanc = await startOrthanc();
  });
  afterAll(async () => orthanc?.stop());

  const seriesOf = async (studyUid: string): Promise<Map<string, number>> => {
    const found = (await (await fetch(`${orthanc.url}/studies/${studyUid}/series?includefield=00201209`)).json()) as Record<string, { Value: (string | number)[] }>[];
    return new Map(found.map(each => [each['0020000E']!.Value[0] as string, each['00201209']!.Value[0] as number]));
  };

  it.each(KILLS)('loses nothing and stores nothing twice: %s, %s', async (task, stage) => {
    const study = phantomStudy({ key: `crash ${task} ${stage}` });
    await orthanc.upload(study.files);
    const dataDir = mkdtempSync(join(tmpdir(), 'lesion-forge-crash-'));
    const config = { archives: [{ name: 'pacs', url: orthanc.url, server: 'orthanc', allowSynthetic: true }], dataDir, models: { dir: PATHS.models }, http: { port: 0 } };
    const source = { studyUid: study.studyUid, seriesUid: study.seriesUid };
    const request: JobRequest = task === 'segment' ? { task, source } : { task, source, radiusMm: 8, seed: 3 };
    const first = await serveProcess(dataDir, config);
    try {
      const before = gatewayClient(first.url);
      const { body } = await before.post(request);
      for (;;) {
        const { body: job } = await before.get<{ state: string; progress?: { stage: string } }>(`/api/jobs/${body.id}`);
        if (job.progress?.stage === stage || job.state === 'succeeded') break;
        expect(job.state).toMatch(/queued|running/);
        await new Promise(resolve => setTimeout(resolve, 5));
      }
      await first.kill('SIGKILL');

      const second = await serveProcess(dataDir, config);
      try {
        const job = await gatewayClient(second.url).ended(body.id);
        expect(job.state).toBe('succeeded');
        const again = await gatewayClient(second.url).post(request);
        expect(again.body).toMatchObject({ id: body.id, state: 'succeeded' });
      } finally {
        await second.stop();
      }
      const series = await seriesOf(study.studyUid);
      expect([...series.values()].sort((a, b) => a - b)).toEqual(task === 'segment' ? [1, 60] : [1, 60, 60]);
    } finally {
      await first.kill('SIGKILL');
      await rm(dataDir, { recursive: true, force: true });
    }
  }, 240_000);
});
