import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Archive, Generator, Job, Model, Problem, SegmentResult, SeriesPreview, StudyPreview, SurveyResult, SynthesizeResult } from '@lesion-forge/openapi';
import { readSeg } from '../../gateway/src/dicom/seg/read-seg.ts';
import { seriesToVolume } from '../../gateway/src/dicom/series-to-volume.ts';
import type { DicomWebClient } from '../../gateway/src/dicomweb/client.ts';
import { lpsToIjk, sameGrid, type Geometry } from '../../gateway/src/volume/geometry.ts';
import { testGateway, type TestGateway } from '../support/gateway.ts';
import { phantomStudy } from '../support/phantom-study.ts';
import { archiveClient, instancesIn } from './archive-client.ts';
import { hasOrthanc, startOrthanc, type RunningOrthanc } from './orthanc.ts';

const dice = (a: ArrayLike<number>, b: ArrayLike<number>, isA: (v: number) => boolean, isB: (v: number) => boolean) => {
  let both = 0;
  let sum = 0;
  for (let v = 0; v < a.length; v++) {
    const x = isA(a[v]!);
    const y = isB(b[v]!);
    if (x && y) both++;
    sum += Number(x) + Number(y);
  }
  return (2 * both) / sum;
};

describe.runIf(hasOrthanc())('the main path through a real archive', () => {
  const study = phantomStudy();
  const { studyUid, seriesUid, frameOfReferenceUid } = study;
  const source = { studyUid, seriesUid };
  let orthanc: RunningOrthanc;
  let gateway: TestGateway;
  let client: DicomWebClient;

  beforeAll(async () => {
    orthanc = await startOrthanc();
    await orthanc.upload(study.files);
    gateway = await testGateway({ archives: [{ name: 'research', url: orthanc.url, server: 'orthanc', allowSynthetic: true }, { name: 'clinical', url: orthanc.url, server: 'orthanc' }] });
    client = archiveClient(orthanc.url);
  });
  afterAll(async () => {
    client?.close();
    await gateway?.stop();
    await orthanc?.stop();
  });

  const instancesOf = (series: string) => instancesIn(client, { studyUid, seriesUid: series });

  it('is ready and lists what it can do', async () => {
    expect((await gateway.get<{ ready: boolean }>('/api/ready')).body).toMatchObject({ ready: true });
    const { models } = (await gateway.get<{ models: Model[] }>('/api/models')).body;
    expect(models.find(model => model.isDefault)?.segments.map(({ value, name }) => [value, name])).toEqual([[1, 'liver'], [2, 'liver-lesion']]);
    expect((await gateway.get<{ generators: Generator[] }>('/api/generators')).body.generators[0]).toMatchObject({ name: 'studio', isDefault: true, parameters: { type: 'object' } });
    expect((await gateway.get<{ archives: Archive[] }>('/api/archives')).body.archives).toEqual([
      { name: 'research', isDefault: true, allowSynthetic: true, dicomWebRoot: '/dicom-web/research' },
      { name: 'clinical', isDefault: false, allowSynthetic: false, dicomWebRoot: '/dicom-web/clinical' },
    ]);
  });

  it('previews what it would use', async () => {
    const { body: previewed } = await gateway.get<StudyPreview>(`/api/archives/research/studies/${studyUid}`);
    expect(previewed.series).toMatchObject([{ seriesUid, modality: 'CT', instanceCount: 60, eligible: true, synthetic: true }]);
    const { body: series } = await gateway.get<SeriesPreview>(`/api/archives/research/studies/${studyUid}/series/${seriesUid}`);
    expect(series).toMatchObject({ eligible: true, usedInstanceCount: 60, geometry: { dimensions: [192, 192, 60], spacingMm: [2, 2, 5], frameOfReferenceUid } });
  });

  it('segments: a SEG of liver and lesions lies in the archive, in the right place', async () => {
    const job = await gateway.succeeded({ task: 'segment', source });
    const result = job.result as SegmentResult;
    expect(result.models.map(({ name }) => name)).toEqual(['liver-localiser', 'liver-lesion']);
    const [instance] = await instancesOf(result.segmentation.seriesUid);
    const { labelmap, segments } = await readSeg(instance!, { ...study.ct.geometry, frameOfReferenceUid });
    const liver = segments.find(segment => segment.type?.value === '10200004')!.number;
    expect(dice(labelmap.voxels, study.labelmap.voxels, v => v >= liver, v => v === 1 || v === 2)).toBeGreaterThan(0.85);
    for (const finding of result.findings) {
      const [i, j, k] = lpsToIjk(study.ct.geometry, finding.centroidLps).map(Math.round) as [number, number, number];
      expect(labelmap.voxels[i + 192 * (j + 192 * k)], `finding ${finding.index}`).toBeGreaterThan(0);
    }
    expect(result.organs).toMatchObject([{ name: 'liver' }]);
  });

  it('takes the same request as the same job, and runs it once', async () => {
    const [first, second] = [await gateway.post({ task: 'segment', source }), await gateway.post({ task: 'segment', source: { ...source, archive: 'research' } })];
    expect(first.status).toBe(202);
    expect(second.body.id).toBe(first.body.id);
    expect(first.location).toBe(`/api/jobs/${first.body.id}`);
    await gateway.ended(first.body.id);
    expect(await client.searchSeries(studyUid, { Modality: 'SEG' })).toHaveLength(1);
  });

  it('synthesizes at the site asked for: a marked series and its SEG, nothing else touched', async () => {
    const centreLps: [number, number, number] = [...study.lesions[0]!.centreLps] as [number, number, number];
    centreLps[1] += 30;
    const job = await gateway.succeeded({ task: 'synthesize', source, radiusMm: 8, seed: 5, site: { centreLps, frameOfReferenceUid } });
    const result = job.result as SynthesizeResult;
    const before = await seriesToVolume(await instancesOf(seriesUid), { allowSynthetic: true });
    const images = await instancesOf(result.image.seriesUid);
    const after = await seriesToVolume(images, { allowSynthetic: true, allowDerived: true });
    expect(sameGrid(before.volume.geometry, after.volume.geometry)).toBe(true);
    expect(after.header.frameOfReferenceUid).toBe(frameOfReferenceUid);

    const [truth] = await instancesOf(result.segmentation.seriesUid);
    const { labelmap, segments } = await readSeg(truth!, after.volume.geometry);
    const lesion = segments.find(({ label }) => label.startsWith('Synthetic'))!.number;
    let changedFar = 0;
    let lesionVoxels = 0;
    before.volume.voxels.forEach((hu, v) => {
      const position = [v % 192, Math.floor(v / 192) % 192, Math.floor(v / (192 * 192))].map((n, axis) => before.volume.geometry.originLps[axis]! + n * before.volume.geometry.spacingMm[axis]!);
      const distanceMm = Math.hypot(...position.map((mm, axis) => mm - centreLps[axis]!));
      if (hu !== after.volume.voxels[v] && distanceMm > 40) changedFar++;
      if (labelmap.voxels[v] === lesion) {
        lesionVoxels++;
        expect(distanceMm).toBeLessThan(16);
      }
    });
    expect(changedFar).toBe(0);
    expect(lesionVoxels * 0.02).toBeCloseTo((4 / 3) * Math.PI * 0.8 ** 3, 0);
    expect(result.lesions).toHaveLength(1);
    for (const { dataset } of images) {
      expect(dataset.text('0008001C')).toBe('YES');
      expect(dataset.text('0008103E')).toMatch(/^SYNTHETIC - NOT ACQUIRED/);
    }
    expect(job.request).toMatchObject({ organMask: { seriesUid: expect.any(String) }, seed: 5 });
  });

  it('outlines kidneys that nobody outlined by the localiser, and says how far that can be trusted', async () => {
    const survey = (await gateway.succeeded({ task: 'survey', source, organ: 'kidney' })).result as SurveyResult;
    expect(survey.maskSource).toMatchObject({ model: 'organ-localiser' });
    const drawnMl = study.labelmap.voxels.reduce((sum, v) => sum + (v === 4 || v === 5 ? 0.02 : 0), 0);
    expect(survey.statistics.volumeMl / drawnMl).toBeGreaterThan(0.6);
    expect(survey.statistics.volumeMl / drawnMl).toBeLessThan(1.6);
    expect(survey.warnings).toContainEqual({ code: 'mask/coarse', message: expect.stringContaining('organ-localiser') as string });
  });

  it('surveys an organ, hands out its mask, and makes a lesion on that very mask', async () => {
    const surveyed = await gateway.succeeded({ task: 'survey', source });
    const survey = surveyed.result as SurveyResult;
    const { geometry, box } = survey;
    expect(survey.statistics.meanHu).toBeGreaterThan(60);
    const bits = new Uint8Array(await (await fetch(`${gateway.url}/api/jobs/${surveyed.id}/organ-mask`)).arrayBuffer());
    const [columns, rows] = [box.high[0]! - box.low[0]!, box.high[1]! - box.low[1]!];
    const inMask = (lps: readonly [number, number, number]) => {
      const [i, j, k] = lpsToIjk(geometry as Geometry, lps).map((v, axis) => Math.round(v) - box.low[axis]!) as [number, number, number];
      const n = i + columns * (j + rows * k);
      return (bits[n >>> 3]! >>> (n & 7)) & 1;
    };
    const centreLps: [number, number, number] = [study.lesions[0]!.centreLps[0], study.lesions[0]!.centreLps[1] + 30, study.lesions[0]!.centreLps[2]];
    expect(inMask(centreLps)).toBe(1);
    const made = await gateway.succeeded({ task: 'synthesize', source, radiusMm: 8, seed: 6, site: { centreLps, frameOfReferenceUid }, survey: surveyed.id });
    expect((made.result as SynthesizeResult).recipe).toMatchObject({ statistics: survey.statistics, organMask: { ...survey.maskSource, survey: surveyed.id } });
  });

  it('refuses synthesis where synthetic data is not allowed, and stores nothing', async () => {
    const series = async () => (await client.searchSeries(studyUid)).map(each => each.seriesUid).sort();
    const before = await series();
    const { status, body } = await gateway.post({ task: 'synthesize', source: { ...source, archive: 'clinical' }, radiusMm: 8 });
    expect([status, body.code]).toEqual([403, 'archive/synthetic-not-allowed']);
    expect(await series()).toEqual(before);
  });

  it('names what is wrong with a bad request', async () => {
    const code = async (request: unknown) => {
      const { status, body } = await gateway.post(request);
      if (status !== 202) return `${status} ${body.code}`;
      const job = await gateway.ended(body.id);
      return job.state === 'failed' ? job.problem.code : job.state;
    };
    expect(await code({ task: 'segment', source: { ...source, seriesUid: '../../etc' } })).toBe('400 request/invalid');
    expect(await code({ task: 'segment', source: { ...source, archive: 'nowhere' } })).toBe('404 archive/unknown');
    expect(await code({ task: 'segment', source, model: 'nothing' })).toBe('404 model/unknown');
    expect(await code({ task: 'segment', source: { studyUid: '1.2.3', seriesUid: '1.2.4' } })).toBe('study/not-found');
    expect(await code({ task: 'segment', source: { studyUid, seriesUid: '1.2.4' } })).toBe('series/not-found');
    expect(await code({ task: 'segment', source: { ...source, archive: 'clinical' } })).toBe('series/synthetic-input');
    expect(await code({ task: 'synthesize', source, radiusMm: 90 })).toBe('422 generator/invalid-parameters');
    expect(await code({ task: 'synthesize', source, radiusMm: 8, parameters: { nonsense: 1 } })).toBe('422 generator/invalid-parameters');
    expect(await code({ task: 'synthesize', source, radiusMm: 8, site: { centreLps: [0, 0, 0] }, seed: 1 })).toBe('placement/outside-organ');
    expect(await code({ task: 'synthesize', source, radiusMm: 8, site: { centreLps: [-100, 0, 0], frameOfReferenceUid: '1.2.3' } })).toBe('mask/wrong-frame');
    const [seg] = await client.searchSeries(studyUid, { Modality: 'SEG' });
    expect(await code({ task: 'segment', source: { studyUid, seriesUid: seg!.seriesUid } })).toBe('series/not-ct');
    expect((await gateway.get('/api/health')).status).toBe(200);
  });

  it('cancels a running job and leaves nothing behind', async () => {
    const before = (await client.searchSeries(studyUid)).length;
    const { body } = await gateway.post({ task: 'segment', source, overlap: 0.9 });
    let asked = false;
    const job = await gateway.ended(body.id, seen => {
      if (asked || seen.state !== 'running' || seen.progress.stage !== 'infer') return;
      asked = true;
      void gateway.cancel(body.id);
    });
    expect(job.state).toBe('cancelled');
    expect((await client.searchSeries(studyUid)).length).toBe(before);
  });

  it('answers problem+json for an archive that is down', async () => {
    const lonely = await testGateway({ archives: [{ name: 'gone', url: 'http://127.0.0.1:9/dicom-web', attempts: 1 }] });
    try {
      const { status, body } = await lonely.get<Problem>(`/api/archives/gone/studies/${studyUid}`);
      expect([status, body.code]).toEqual([502, 'archive/unreachable']);
      expect((await lonely.get<{ ready: boolean }>('/api/ready')).status).toBe(503);
      expect((await lonely.get<Job>('/api/health')).status).toBe(200);
    } finally {
      await lonely.stop();
    }
  });
});
