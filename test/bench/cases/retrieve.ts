import { parseConfig } from '../../../gateway/src/config.ts';
import { DicomWebClient } from '../../../gateway/src/dicomweb/client.ts';
import { retrieveSeries } from '../../../gateway/src/tasks/archive-series.ts';
import { hasOrthanc, startOrthanc } from '../../archive/orthanc.ts';
import { medianSeconds, type Benchmark } from '../benchmark.ts';
import { largeSeries } from '../large-series.ts';

/** Retrieve a series from an archive on this machine and build its volume, against one bare series request that keeps the bytes. */
export const retrieve: Benchmark = {
  name: 'retrieve and assemble',
  async run() {
    if (!hasOrthanc()) return undefined;
    const { files, studyUid, seriesUid } = largeSeries();
    const orthanc = await startOrthanc();
    try {
      await orthanc.upload(files);
      const { archives } = parseConfig({ archives: [{ name: 'bench', url: orthanc.url, server: 'orthanc', allowSynthetic: true }] }, '/');
      const client = new DicomWebClient({ archive: archives[0]!, resolveSecret: () => undefined });
      const options = { signal: new AbortController().signal, limits: { minSlices: 10, maxVoxels: 2 ** 30 }, onProgress: () => {} };
      const ours = await medianSeconds(3, () => retrieveSeries(client, { studyUid, seriesUid }, options));
      const headers = { accept: 'multipart/related; type="application/dicom"; transfer-syntax=*', 'accept-encoding': 'identity' };
      const bare = await medianSeconds(3, async () => (await fetch(`${orthanc.url}/studies/${studyUid}/series/${seriesUid}`, { headers })).arrayBuffer());
      client.close();
      return [{ what: 'retrieve 300 x 512 x 512 from Orthanc and assemble', value: ours, unit: 's', target: 2.5, peer: { name: 'one bare series request', value: bare } }];
    } finally {
      await orthanc.stop();
    }
  },
};
