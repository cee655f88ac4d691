import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SegmentResult, SynthesizeResult } from '@lesion-forge/openapi';
import { readDicomFiles } from '../../gateway/src/dicom/load-files.ts';
import { readInstance } from '../../gateway/src/dicom/read.ts';
import { readSeg } from '../../gateway/src/dicom/seg/read-seg.ts';
import type { SeriesVolume } from '../../gateway/src/dicom/series.ts';
import { seriesToVolume } from '../../gateway/src/dicom/series-to-volume.ts';
import type { DicomWebClient } from '../../gateway/src/dicomweb/client.ts';
import { readNifti } from '../../gateway/src/nifti/read.ts';
import { affineOf, applyAffine, ijkToLps, invertAffine, sameGrid, type Vec3 } from '../../gateway/src/volume/geometry.ts';
import type { Labelmap, Volume } from '../../gateway/src/volume/volume.ts';
import { testGateway, type TestGateway } from '../support/gateway.ts';
import { sharedData } from '../support/shared-data.ts';
import { archiveClient } from './archive-client.ts';
import { hasOrthanc, startOrthanc, type RunningOrthanc } from './orthanc.ts';

/** Real scans of the abdomen. Only the first has a liver outlined by a person. */
const CASES = [
  { name: 'chaos_ct_set3', liverMl: [1100, 1700], liver: 'liver.nii.gz' },
  { name: 'crlm_ct_1004', liverMl: [700, 3000], liver: undefined },
] as const;

const isHere = ({ name }: { readonly name: string }) => sharedData(name) !== undefined;
if (!CASES.every(isHere)) process.stderr.write('skipped: real CT is not beside this checkout (LESION_FORGE_TEST_DATA)\n');

describe.each(CASES)('$name through the whole path', scanCase => void describe.runIf(hasOrthanc() && isHere(scanCase))('where it is at hand', () => {
  const { name, liverMl, liver } = scanCase;
  let orthanc: RunningOrthanc;
  let gateway: TestGateway;
  let client: DicomWebClient;
  let source: { studyUid: string; seriesUid: string };
  let scan: SeriesVolume;
  let outlined: { labelmap: Labelmap; value: number };

  beforeAll(async () => {
    orthanc = await startOrthanc();
    const files = await readDicomFiles(sharedData(name)!);
    await orthanc.upload(files);
    const { studyInstanceUid: studyUid, seriesInstanceUid: seriesUid } = readInstance(files[0]!);
    source = { studyUid, seriesUid };
    gateway = await testGateway({ archives: [{ name: 'research', url: orthanc.url, server: 'orthanc', allowSynthetic: true }], ownProcess: true });
    client = archiveClient(orthanc.url);
    scan = await seriesToVolume(files.map(bytes => readInstance(bytes)));
  });
  afterAll(async () => {
    client?.close();
    await gateway?.stop();
    await orthanc?.stop();
  });

  const stored = async ({ seriesUid, instanceUids }: { seriesUid: string; instanceUids: readonly string[] }) => {
    const instances = [];
    for await (const { bytes } of client.retrieveInstances(instanceUids.map(sopInstanceUid => ({ studyUid: source.studyUid, seriesUid, sopInstanceUid })))) instances.push(readInstance(bytes));
    return instances;
  };

  it('segments: the SEG lies on the liver', async () => {
    const result = (await gateway.succeeded({ task: 'segment', source })).result as SegmentResult;
    const [instance] = await stored(result.segmentation);
    const { labelmap, segments } = await readSeg(instance!, scan.volume.geometry);
    const value = segments.find(({ type }) => type?.value === '10200004')!.number;
    outlined = { labelmap, value };
    const [organ] = result.organs;
    expect(organ!.volumeMl).toBeGreaterThan(liverMl[0]);
    expect(organ!.volumeMl).toBeLessThan(liverMl[1]);
    expect(organ!.meanHu).toBeGreaterThan(60);
    expect(organ!.meanHu).toBeLessThan(180);
    const centre = centreLps(labelmap);
    // The liver of a person lies on the right side of the body; LPS x grows to the left.
    expect(centre[0]).toBeLessThan(bodyCentreLps(scan.volume)[0] - 20);
    for (const finding of result.findings) {
      const slice = scan.slices.find(({ sopInstanceUid }) => sopInstanceUid === finding.sliceInstanceUid)!;
      expect(finding.sliceCentreLps[2]).toBeCloseTo(Number(slice.imagePositionText[2]), 1);
    }
    if (liver !== undefined) expect(diceByPosition(labelmap, readNifti(readFileSync(join(sharedData(name)!, liver))))).toBeGreaterThan(0.85);
    // A connection that was closed while this process was computing is noticed before the next request takes it.
    await new Promise(resolve => setTimeout(resolve, 100));
  });

  it('synthesizes: only the neighbourhood of the lesion changes, in a series on the same grid', async () => {
    const result = (await gateway.succeeded({ task: 'synthesize', source, radiusMm: 10, seed: 11 })).result as SynthesizeResult;
    const { volume } = await seriesToVolume(await stored(result.image), { allowSynthetic: true, allowDerived: true });
    expect(sameGrid(volume.geometry, scan.volume.geometry)).toBe(true);
    const [lesion] = result.lesions;
    expect(lesion!.equivalentRadiusMm).toBeGreaterThan(7);
    expect(lesion!.equivalentRadiusMm).toBeLessThan(13);
    const { changed, farthestMm } = changes(scan.volume, volume, lesion!.centroidLps);
    expect(changed).toBeGreaterThan(100);
    expect(farthestMm).toBeLessThan(60);

    const [truth] = await stored(result.segmentation);
    const { labelmap, segments } = await readSeg(truth!, volume.geometry);
    const lesionValue = segments.find(({ label }) => label.startsWith('Synthetic'))!.number;
    let [inside, total] = [0, 0];
    labelmap.voxels.forEach((value, v) => {
      if (value !== lesionValue) return;
      total++;
      if (outlined.labelmap.voxels[v]! >= outlined.value) inside++;
    });
    expect(inside / total).toBeGreaterThan(0.8);
  });
}));

/** One voxel of nine in each slice, with the place of its centre: enough to judge a liver by. */
function sampleVoxels({ geometry, voxels }: Volume, visit: (value: number, lps: Vec3) => void): void {
  const [columns, rows, slices] = geometry.dimensions;
  for (let k = 0; k < slices; k++)
    for (let j = 0; j < rows; j += 3) for (let i = 0; i < columns; i += 3) visit(voxels[i + columns * (j + rows * k)]!, ijkToLps(geometry, [i, j, k]));
}

function centreWhere(volume: Volume, holds: (value: number) => boolean): Vec3 {
  const sum = [0, 0, 0];
  let count = 0;
  sampleVoxels(volume, (value, lps) => {
    if (!holds(value)) return;
    lps.forEach((mm, axis) => (sum[axis]! += mm));
    count++;
  });
  return sum.map(total => total / count) as unknown as Vec3;
}

const centreLps = (labelmap: Labelmap): Vec3 => centreWhere(labelmap, value => value > 0);
const bodyCentreLps = (ct: Volume): Vec3 => centreWhere(ct, hu => hu > -200);

/** Agreement of two masks, each on a grid of its own, asked at the world positions of the second. */
function diceByPosition(mask: Labelmap, truth: Volume): number {
  const toMask = invertAffine(affineOf(mask.geometry));
  const [columns, rows, slices] = mask.geometry.dimensions;
  let [both, sum] = [0, 0];
  sampleVoxels(truth, (value, lps) => {
    const [i, j, k] = applyAffine(toMask, lps).map(Math.round) as unknown as Vec3;
    const isMask = i >= 0 && j >= 0 && k >= 0 && i < columns && j < rows && k < slices && mask.voxels[i + columns * (j + rows * k)]! > 0;
    sum += Number(isMask) + Number(value > 0);
    both += Number(isMask && value > 0);
  });
  return (2 * both) / sum;
}

function changes(before: Volume, after: Volume, centre: readonly number[]): { changed: number; farthestMm: number } {
  const [columns, rows] = after.geometry.dimensions;
  let [changed, farthestMm] = [0, 0];
  after.voxels.forEach((hu, v) => {
    if (hu === before.voxels[v]) return;
    const lps = ijkToLps(after.geometry, [v % columns, Math.floor(v / columns) % rows, Math.floor(v / (columns * rows))]);
    changed++;
    farthestMm = Math.max(farthestMm, Math.hypot(...lps.map((mm, axis) => mm - centre[axis]!)));
  });
  return { changed, farthestMm };
}
