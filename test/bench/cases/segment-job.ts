import { hasOrthanc, startOrthanc } from '../../archive/orthanc.ts';
import { testGateway } from '../../support/gateway.ts';
import type { Benchmark, Row } from '../benchmark.ts';
import { largeSeries } from '../large-series.ts';
import { watchMemory } from '../peak-memory.ts';

const HEALTH_MS = 100;

/** One segmentation of the large series over the API: how long, how much memory, and how fast the health route answers meanwhile. */
export const segmentJob: Benchmark = {
  name: 'segment job',
  async run() {
    if (!hasOrthanc()) return undefined;
    const { files, studyUid, seriesUid } = largeSeries();
    const orthanc = await startOrthanc();
    await orthanc.upload(files);
    const gateway = await testGateway({ archives: [{ name: 'bench', url: orthanc.url, server: 'orthanc', allowSynthetic: true }], ownProcess: true, built: true });
    const memory = watchMemory(gateway.pid as number);
    const healthMs: number[] = [];
    const timer = setInterval(() => {
      const start = performance.now();
      void fetch(`${gateway.url}/api/health`).then(answer => answer.text()).then(() => healthMs.push(performance.now() - start));
    }, HEALTH_MS);
    try {
      const start = performance.now();
      const job = await gateway.succeeded({ task: 'segment', source: { studyUid, seriesUid } });
      const seconds = (performance.now() - start) / 1000;
      const sorted = healthMs.sort((a, b) => a - b);
      const stages: Row[] = Object.entries(job.result.stageMs).map(([stage, ms]) => ({ what: `- of it ${stage}`, value: ms / 1000, unit: 's' }));
      return [
        { what: 'segment 300 x 512 x 512 over the API, to stored and read back', value: seconds, unit: 's', target: 15 },
        ...stages,
        { what: 'peak memory of the gateway with its children', value: await memory.stop(), unit: 'MB', target: 1000 },
        { what: 'health route while the job runs, slowest answer', value: sorted.at(-1) ?? 0, unit: 'ms', target: 100 },
        { what: 'health route while the job runs, median', value: sorted[Math.floor(sorted.length / 2)] ?? 0, unit: 'ms' },
      ];
    } finally {
      clearInterval(timer);
      await gateway.stop();
      await orthanc.stop();
    }
  },
};
