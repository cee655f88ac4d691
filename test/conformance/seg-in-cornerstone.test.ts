import { describe, expect, it } from 'vitest';
import { writeSeg } from '../../gateway/src/dicom/seg/write-seg.ts';
import { makeVolume } from '../../gateway/src/volume/volume.ts';
import { ijkToLps } from '../../gateway/src/volume/geometry.ts';
import { readWithCornerstone } from '../support/cornerstone-reader.ts';
import { LIVER_SEGMENTS, phantomSeries, STACKS, type PhantomSeries } from '../support/phantom-series.ts';

const write = ({ labelmap, source }: PhantomSeries, encoding: 'binary' | 'labelmap' | 'labelmap-rle' = 'binary') =>
  writeSeg({ labelmap, source, segments: LIVER_SEGMENTS, seriesDescription: 'Liver', jobKey: 'job', createdAt: new Date(0), encoding }).bytes;

/** Plane of a source image, from its own header: nothing of the gateway's geometry decides where a voxel is. */
function placeOf(series: PhantomSeries, sopInstanceUid: string) {
  const { dataset } = series.instances.find(instance => instance.sopInstanceUid === sopInstanceUid)!;
  const [p, o, [rowMm, columnMm]] = [dataset.numbers('00200032'), dataset.numbers('00200037'), dataset.numbers('00280030')];
  return (i: number, j: number) => [0, 1, 2].map(axis => p[axis]! + i * columnMm! * o[axis]! + j * rowMm! * o[3 + axis]!) as unknown as readonly [number, number, number];
}

describe('a segmentation in the reader of OHIF', () => {
  it.each(STACKS)('shows every voxel where it is in the patient: $name', async ({ direction }) => {
    const series = await phantomSeries(direction);
    // The viewer's stack order is its own business: give the images in the order of the files.
    const seg = await readWithCornerstone(write(series), series.instances);
    expect(seg.overlapping).toBe(false);
    expect(seg.labels).toEqual(['Liver', 'Liver lesion']);
    const counts = [0, 0, 0];
    for (const [uid, voxels] of seg.voxelsOf) {
      const place = placeOf(series, uid);
      voxels.forEach((value, n) => {
        expect(value).toBe(series.truth(place(n % 30, Math.floor(n / 30))));
        counts[value]!++;
      });
    }
    expect(counts.slice(1)).toEqual([1, 2].map(value => series.labelmap.voxels.filter(v => v === value).length));
  });

  it.each(['labelmap', 'labelmap-rle'] as const)('is the same as a %s', async encoding => {
    const series = await phantomSeries(STACKS[1]!.direction);
    const binary = await readWithCornerstone(write(series), series.instances);
    const other = await readWithCornerstone(write(series, encoding), series.instances);
    expect([...other.voxelsOf]).toEqual([...binary.voxelsOf]);
    expect(other.labels).toEqual(expect.arrayContaining(['Liver', 'Liver lesion']));
  });

  it.each(['binary', 'labelmap'] as const)('loads when nothing was found (%s)', async encoding => {
    const series = await phantomSeries(STACKS[0]!.direction);
    const empty = { ...series, labelmap: makeVolume(series.labelmap.geometry, new Uint8Array(series.labelmap.voxels.length)) };
    const seg = await readWithCornerstone(write(empty, encoding), series.instances);
    expect(Math.max(...[...seg.voxelsOf.values()].flatMap(voxels => [...voxels]))).toBe(0);
  });

  it('would show a mirrored mask as mirrored', async () => {
    const series = await phantomSeries(STACKS[0]!.direction);
    const { geometry, voxels } = series.labelmap;
    const [columns, rows, slices] = geometry.dimensions;
    const size = columns * rows;
    const flipped = new Uint8Array(voxels.length);
    for (let k = 0; k < slices; k++) flipped.set(voxels.subarray(k * size, (k + 1) * size), (slices - 1 - k) * size);
    const seg = await readWithCornerstone(write({ ...series, labelmap: makeVolume(geometry, flipped) }), series.instances);
    const first = seg.voxelsOf.get(series.source.slices[1]!.sopInstanceUid)!;
    const truth = first.map((_, n) => series.truth(ijkToLps(geometry, [n % columns, Math.floor(n / columns), 1])));
    expect(Buffer.compare(first, truth)).not.toBe(0);
  });
});

