import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job, Problem, SynthesizeResult } from '@lesion-forge/openapi';
import { liver } from '../../gateway/src/anatomy/organs/liver.ts';
import { readInstance } from '../../gateway/src/dicom/read.ts';
import { recipeOf } from '../../gateway/src/dicom/recipe.ts';
import { readSeg } from '../../gateway/src/dicom/seg/read-seg.ts';
import { writeSeg } from '../../gateway/src/dicom/seg/write-seg.ts';
import { seriesToVolume } from '../../gateway/src/dicom/series-to-volume.ts';
import type { DicomWebClient } from '../../gateway/src/dicomweb/client.ts';
import { studio } from '../../gateway/src/synthesis/generators/studio.ts';
import { cpuKernels } from '../../gateway/src/kernels/cpu.ts';
import { readRecipe } from '../../gateway/src/synthesis/scan/read-recipe.ts';
import { replayScan } from '../../gateway/src/synthesis/scan/replay-scan.ts';
import { makeVolume } from '../../gateway/src/volume/volume.ts';
import { testGateway, type TestGateway } from '../support/gateway.ts';
import { phantomStudy } from '../support/phantom-study.ts';
import { archiveClient, instancesIn } from './archive-client.ts';
import { hasOrthanc, startOrthanc, type RunningOrthanc } from './orthanc.ts';

describe.runIf(hasOrthanc())('several lesions through a real archive', () => {
  const study = phantomStudy({ seed: 5, key: 'several lesions' });
  const { studyUid, seriesUid } = study;
  const source = { studyUid, seriesUid };
  const organVoxels = study.labelmap.voxels.map(value => (value === 1 ? 1 : 0));
  let orthanc: RunningOrthanc;
  let gateway: TestGateway;
  let client: DicomWebClient;

  beforeAll(async () => {
    orthanc = await startOrthanc();
    const series = await seriesToVolume(study.files.map(bytes => readInstance(bytes)), { allowSynthetic: true });
    const segments = [{ value: 1, description: liver.segment, algorithm: { name: 'phantom', version: '1', artificialIntelligence: false } }];
    const mask = writeSeg({ labelmap: makeVolume(series.volume.geometry, organVoxels), source: series, segments, seriesDescription: 'Liver', jobKey: 'several', createdAt: new Date(0) });
    await orthanc.upload([...study.files, mask.bytes]);
    gateway = await testGateway({ archives: [{ name: 'research', url: orthanc.url, server: 'orthanc', allowSynthetic: true }] });
    client = archiveClient(orthanc.url);
  });
  afterAll(async () => {
    client?.close();
    await gateway?.stop();
    await orthanc?.stop();
  });

  const instancesOf = (series: string) => instancesIn(client, { studyUid, seriesUid: series });

  it('puts a core and its satellites in: findings, segments and recipe tell of the same lesions, and the header\'s recipe replays to the same voxels', async () => {
    const job = await gateway.succeeded({ task: 'synthesize', source, plan: { stage: 'large-with-satellites' }, seed: 3 });
    const { lesions, recipe, image, segmentation } = job.result as SynthesizeResult;
    expect(lesions.length).toBeGreaterThanOrEqual(3);
    const entries = recipe.lesions!;
    expect(entries.map(({ role }) => role)).toEqual(['core', ...Array.from({ length: lesions.length - 1 }, () => 'satellite')]);
    lesions.forEach((finding, n) => {
      const { lesion, radiusMm, centreLps } = entries[n]!;
      expect([finding.index, lesion]).toEqual([n + 1, n + 1]);
      expect(Math.abs(finding.equivalentRadiusMm / radiusMm - 1)).toBeLessThan(0.12);
      expect(Math.hypot(...finding.centroidLps.map((v, axis) => v - centreLps[axis]!))).toBeLessThan(Math.max(4, radiusMm / 2)); // the border may cut a core
    });

    const images = await instancesOf(image.seriesUid);
    const after = await seriesToVolume(images, { allowSynthetic: true, allowDerived: true });
    const [seg] = await instancesOf(segmentation.seriesUid);
    const { labelmap, segments } = await readSeg(seg!, after.volume.geometry);
    expect(segments.map(({ label }) => label)).toEqual(['Liver', ...lesions.map(({ index }) => `Synthetic liver lesion ${index}`)]);

    const before = await seriesToVolume(await instancesOf(seriesUid), { allowSynthetic: true });
    const setting = { ct: before.volume, organMask: makeVolume(before.volume.geometry, organVoxels), organ: liver, generator: studio };
    const again = await replayScan({ recipe: readRecipe(recipeOf(images[0]!.dataset)), setting }, { signal: new AbortController().signal, kernels: cpuKernels });
    expect(Buffer.compare(Buffer.from(Int16Array.from(again.ct.voxels).buffer), Buffer.from(Int16Array.from(after.volume.voxels).buffer))).toBe(0);
    again.instances.voxels.forEach((lesion, v) => {
      if ((lesion === 0 ? labelmap.voxels[v]! < 2 : labelmap.voxels[v] === lesion + 1) === false) throw new Error(`lesion ${lesion} is segment ${labelmap.voxels[v]} at voxel ${v}`);
    });
  });

  it('refuses what does not go together, before anything is retrieved', async () => {
    const code = async (request: object) => {
      const { status, body } = (await gateway.post({ task: 'synthesize', source, ...request })) as { status: number; body: Job & Problem };
      return `${status} ${body.code}`;
    };
    expect(await code({ plan: { sizeClass: 'tiny' }, radiusMm: 8 })).toBe('400 request/invalid');
    expect(await code({ plan: { sizeClass: 'tiny' }, site: { centreLps: [0, 0, 0] } })).toBe('400 request/invalid');
    expect(await code({ lesions: [] })).toBe('400 request/invalid');
    expect(await code({ lesions: [{ radiusMm: 8 }, { radiusMm: 90 }] })).toBe('422 generator/invalid-parameters');
    expect(await code({ lesions: [{ radiusMm: 8, parameters: { nonsense: 1 } }] })).toBe('422 generator/invalid-parameters');
    expect(await code({ lesions: [{ radiusMm: 8, kind: 'wart' }] })).toBe('404 kind/unknown');
  });
});
