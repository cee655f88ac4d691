import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CODES } from '../../gateway/src/anatomy/codes.ts';
import { DCM } from '../../gateway/src/dicom/codes.ts';
import { writeSeg } from '../../gateway/src/dicom/seg/write-seg.ts';
import { volumeToSeries } from '../../gateway/src/dicom/volume-to-series.ts';
import { ijkToLps } from '../../gateway/src/volume/geometry.ts';
import type { Labelmap } from '../../gateway/src/volume/volume.ts';
import { LIVER_SEGMENTS, phantomSeries, STACKS } from '../support/phantom-series.ts';
import { pythonWith, runPython } from '../support/python.ts';

const recipe = { seed: 42, text: 'Ü', lesions: [{ radiusMm: 8.5 }] };
const synthetic = { generator: { name: 'ellipsoid', version: '1.0' }, seed: 42, recipe };
const createdAt = new Date('2025-03-04T05:06:07Z');
const folder = mkdtempSync(join(tmpdir(), 'pydicom-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Voxels, mean and extent of each segment in LPS mm. */
type Places = Record<string, { count: number; mean: number[]; low: number[]; high: number[] }>;

function placesOf({ geometry, voxels }: Labelmap): Places {
  const [columns, rows] = geometry.dimensions;
  const all: Record<string, number[][]> = {};
  voxels.forEach((value, n) => {
    if (value > 0) (all[value] ??= []).push([...ijkToLps(geometry, [n % columns, Math.floor(n / columns) % rows, Math.floor(n / columns / rows)])]);
  });
  return Object.fromEntries(
    Object.entries(all).map(([value, places]) => {
      const axis = (reduce: (numbers: number[]) => number) => [0, 1, 2].map(a => reduce(places.map(place => place[a]!)));
      return [value, { count: places.length, mean: axis(v => v.reduce((sum, x) => sum + x, 0) / v.length), low: axis(v => Math.min(...v)), high: axis(v => Math.max(...v)) }];
    }),
  );
}

function expectPlaces(found: Places, expected: Places): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [value, { count, ...places }] of Object.entries(expected)) {
    expect(found[value]!.count).toBe(count);
    for (const key of ['mean', 'low', 'high'] as const) places[key].forEach((mm, axis) => expect(found[value]![key][axis]).toBeCloseTo(mm, 4));
  }
}

const SUMMARY = `
def summary(points):
    out = {}
    for value, places in points.items():
        axes = list(zip(*places))
        out[str(value)] = dict(count=len(places), mean=[sum(a) / len(a) for a in axes], low=[min(a) for a in axes], high=[max(a) for a in axes])
    return out
`;

/** Binary and label map frames by hand: bits, plane of each frame, segment of each frame. */
const READ_SEG = `${SUMMARY}
import json, sys, pydicom
out = []
for path in json.load(sys.stdin):
    ds = pydicom.dcmread(path)
    shared = ds.SharedFunctionalGroupsSequence[0]
    o = [float(v) for v in shared.PlaneOrientationSequence[0].ImageOrientationPatient]
    dy, dx = [float(v) for v in shared.PixelMeasuresSequence[0].PixelSpacing]
    size = ds.Rows * ds.Columns
    points = {}
    for f, group in enumerate(ds.PerFrameFunctionalGroupsSequence):
        p = [float(v) for v in group.PlanePositionSequence[0].ImagePositionPatient]
        for n in range(size):
            at = f * size + n
            value = ds.PixelData[at] if ds.BitsAllocated == 8 else (ds.PixelData[at >> 3] >> (at & 7)) & 1
            if ds.BitsAllocated == 1 and value:
                value = group.SegmentIdentificationSequence[0].ReferencedSegmentNumber
            if value:
                i, j = n % ds.Columns, n // ds.Columns
                points.setdefault(value, []).append([p[a] + i * dx * o[a] + j * dy * o[3 + a] for a in range(3)])
    out.append(dict(name=str(ds.PatientName), places=summary(points)))
json.dump(out, sys.stdout)
`;

const READ_WITH_HIGHDICOM = `${SUMMARY}
import json, sys, numpy, highdicom
out = []
for path in json.load(sys.stdin):
    seg = highdicom.seg.segread(path)
    volume = seg.get_volume(combine_segments=True)
    points = {}
    for index in numpy.argwhere(volume.array):
        points.setdefault(int(volume.array[tuple(index)]), []).append([float(v) for v in (volume.affine @ [*index, 1])[:3]])
    out.append(dict(frame=seg.FrameOfReferenceUID, labels=[d.segment_label for d in seg.SegmentSequence if d.SegmentNumber > 0], places=summary(points)))
json.dump(out, sys.stdout)
`;

const READ_IMAGE = `
import json, sys, pydicom
ds = pydicom.dcmread(json.load(sys.stdin))
block = ds.private_block(0x71, 'LESION FORGE')
json.dump(dict(synthetic=ds[0x0008001C].value, name=str(ds.PatientName), recipe=json.loads(block[0x01].value), vr=ds[0x0008001C].VR, bytes=len(ds.PixelData)), sys.stdout)
`;

const MEANINGS = `
import json, sys
from pydicom.sr._concepts_dict import concepts
def meanings(code):
    return [entries[code['value']][0] for entries in concepts.get(code['scheme'], {}).values() if code['value'] in entries]
json.dump([meanings(code) for code in json.load(sys.stdin)], sys.stdout)
`;

const writeSegs = async (encodings: readonly ('binary' | 'labelmap')[]) => {
  const paths: string[] = [];
  const expected: Places[] = [];
  for (const [n, { direction }] of STACKS.entries())
    for (const encoding of encodings) {
      const { labelmap, source } = await phantomSeries(direction);
      const path = join(folder, `${n}-${encoding}.dcm`);
      writeFileSync(path, writeSeg({ labelmap, source, segments: LIVER_SEGMENTS, seriesDescription: 'Liver', jobKey: `job-${n}`, createdAt, encoding }).bytes);
      paths.push(path);
      expected.push(placesOf(labelmap));
    }
  return { paths, expected };
};

const python = pythonWith('pydicom');
describe.skipIf(!python)('pydicom', () => {
  it('finds every segment where it is in the patient, in every stack', async () => {
    const { paths, expected } = await writeSegs(['binary', 'labelmap']);
    const read = runPython<{ name: string; places: Places }[]>(python!, READ_SEG, paths);
    read.forEach(({ places, name }, n) => {
      expectPlaces(places, expected[n]!);
      expect(name).toBe('Müller^Jürgen=山田^太郎');
    });
  });

  it('reads mark, name and recipe of a synthetic image', async () => {
    const { source } = await phantomSeries(STACKS[0]!.direction);
    const [first] = volumeToSeries({ source, volume: source.volume, seriesDescription: 'Liver lesion', jobKey: 'job', createdAt, synthetic }).instances();
    writeFileSync(join(folder, 'image.dcm'), first!.bytes);
    expect(runPython(python!, READ_IMAGE, join(folder, 'image.dcm'))).toEqual({ synthetic: 'YES', vr: 'CS', name: 'Müller^Jürgen=山田^太郎', recipe, bytes: 30 * 22 * 2 });
  });

  it('knows every code that is written, under the meaning that is written', () => {
    const codes = [...Object.values(DCM), ...Object.values(CODES)];
    const meanings = runPython<string[][]>(python!, MEANINGS, codes);
    // pydicom 2 is older than this code.
    const young = new Set(['109100']);
    // Called an organ by PS3.16 of 2022, later only by its SNOMED CT name.
    const names = new Map([['113343008', ['Organ', 'Body organ structure (body structure)']]]);
    meanings.forEach((known, n) => {
      const { value, meaning } = codes[n]!;
      // Some codes stand in the tables under several meanings.
      if (known.length > 0 || !young.has(value)) expect(known.some(name => (names.get(value) ?? [meaning]).includes(name)), `${value} is ${known.join(' or ')}`).toBe(true);
    });
  });
});

const withHighdicom = pythonWith('highdicom');
describe.skipIf(!withHighdicom)('highdicom', () => {
  it('accepts every segmentation and finds its segments in the patient', async () => {
    const { paths, expected } = await writeSegs(['binary', 'labelmap']);
    const read = runPython<{ labels: string[]; places: Places }[]>(withHighdicom!, READ_WITH_HIGHDICOM, paths);
    read.forEach(({ labels, places }, n) => {
      expect(labels).toEqual(['Liver', 'Liver lesion']);
      expectPlaces(places, expected[n]!);
    });
  });
});
