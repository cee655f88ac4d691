import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNrrdMask } from '../../../../test/support/nrrd.ts';
import { LIVER_SEGMENTS, phantomSeries, STACKS, truthOn } from '../../../../test/support/phantom-series.ts';
import { sharedData } from '../../../../test/support/shared-data.ts';
import { ijkToLps, type Geometry } from '../../volume/geometry.ts';
import { resampleNearest } from '../../volume/resample.ts';
import type { GatewayError } from '../../errors.ts';
import { readInstance } from '../read.ts';
import { seriesToVolume } from '../series-to-volume.ts';
import { readSeg } from './read-seg.ts';
import { writeSeg } from './write-seg.ts';

const phantom = await phantomSeries(STACKS[5]!.direction);
const write = (source = phantom, encoding: 'binary' | 'labelmap' | 'labelmap-rle' = 'binary') =>
  readInstance(writeSeg({ labelmap: source.labelmap, source: source.source, segments: LIVER_SEGMENTS, seriesDescription: 'Liver', jobKey: 'job', createdAt: new Date(0), encoding }).bytes);
const seg = write();
const grid = phantom.source.volume.geometry;
const codeOf = async (geometry: Geometry, instance = seg) => readSeg(instance, geometry).then(() => 'none', (error: GatewayError) => error.code);

/** The same voxels counted from other corners and in another order of axes. */
function turned({ dimensions: n, spacingMm: s, direction: d, ...rest }: Geometry): Geometry {
  const axis = (a: number) => [d[3 * a]!, d[3 * a + 1]!, d[3 * a + 2]!] as const;
  const [x, y, z] = [axis(0), axis(1), axis(2)];
  const corner = ijkToLps({ dimensions: n, spacingMm: s, direction: d, ...rest }, [n[0] - 1, 0, 0]);
  return { ...rest, dimensions: [n[2], n[0], n[1]], spacingMm: [s[2], s[0], s[1]], direction: [...z, ...x.map(v => -v), ...y] as unknown as Geometry['direction'], originLps: corner };
}

describe('readSeg', () => {
  it.each(STACKS)('finds every voxel where it was written: $name', async ({ direction }) => {
    const series = await phantomSeries(direction);
    for (const encoding of ['binary', 'labelmap', 'labelmap-rle'] as const) {
      const { labelmap, segments, warnings } = await readSeg(write(series, encoding), series.source.volume.geometry);
      expect(Buffer.compare(labelmap.voxels, truthOn(labelmap.geometry, series.truth).voxels)).toBe(0);
      expect(labelmap.voxels.filter(v => v === 2).length).toBeGreaterThan(50);
      expect(segments.map(({ number, label, type }) => [number, label, type?.value])).toEqual([[1, 'Liver', '10200004'], [2, 'Liver lesion', '52988006']]);
      expect(warnings).toEqual([]);
    }
  });

  it('finds them on a grid of the same voxels whose axes are swapped and reversed', async () => {
    const other = turned(grid);
    const { labelmap } = await readSeg(seg, other);
    expect(Buffer.compare(labelmap.voxels, truthOn(other, phantom.truth).voxels)).toBe(0);
  });

  it('does without a frame of reference where the grid has none', async () => {
    const { frameOfReferenceUid: _, ...plain } = grid;
    const { labelmap } = await readSeg(seg, plain);
    expect(labelmap.voxels.some(v => v === 2)).toBe(true);
  });

  it('tells of voxels outside the grid', async () => {
    const [columns, rows, slices] = grid.dimensions;
    const { labelmap, warnings } = await readSeg(seg, { ...grid, dimensions: [columns, rows, slices - 6] });
    expect(warnings.map(({ code }) => code)).toEqual(['mask/outside']);
    expect(Buffer.compare(labelmap.voxels, truthOn(labelmap.geometry, phantom.truth).voxels)).toBe(0);
  });

  it('refuses another frame of reference, other voxels and other planes', async () => {
    const [x, y, z] = grid.originLps;
    expect(await codeOf({ ...grid, frameOfReferenceUid: '1.2.3' })).toBe('mask/wrong-frame');
    expect(await codeOf({ ...grid, originLps: [x + 0.3, y, z] })).toBe('mask/wrong-frame');
    expect(await codeOf({ ...grid, spacingMm: [0.72, 0.8, 2.5] })).toBe('mask/wrong-frame');
    expect(await codeOf({ ...grid, spacingMm: [0.703125, 0.8, 1.25] })).toBe('mask/wrong-frame');
    expect(await codeOf({ ...grid, direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] })).toBe('mask/wrong-frame');
    expect(await codeOf({ ...grid, originLps: [x + 0.001, y, z] })).toBe('none');
  });

  it('refuses a compressed mask of absurd size before it allocates anything', async () => {
    const huge = new Proxy(seg.dataset, {
      get: (target, key) => {
        if (key === 'number') return (tag: string) => (tag === '00280010' || tag === '00280011' ? 65_535 : target.number(tag));
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    expect(await codeOf(grid, { ...seg, dataset: huge, pixelData: { kind: 'encapsulated', fragments: [new Uint8Array(64)], offsets: [] } })).toBe('series/too-large');
    expect(await codeOf(grid, { ...seg, dataset: huge })).toBe('pixels/length');
  });

  it('refuses what is no segmentation', async () => {
    expect(await codeOf(grid, phantom.instances[0]!)).toBe('input/unreadable');
    expect(await codeOf(grid, { ...seg, pixelData: { kind: 'native', bytes: new Uint8Array(10), bigEndian: false } })).toBe('pixels/length');
    expect(await codeOf(grid, { ...seg, transferSyntaxUid: '1.2.840.10008.1.2.4.90', pixelData: { kind: 'encapsulated', fragments: Array.from({ length: 13 }, () => new Uint8Array(4)), offsets: [] } })).toMatch(/^pixels\//);
  });
});

const dcmqi = sharedData('dcmqi_liver_3slices');
const odd = sharedData('dicom_odd/seg_sr');

describe.skipIf(!dcmqi)('readSeg of objects by dcmqi', () => {
  const volumeOf = async () => {
    const folder = join(dcmqi!, 'dicom');
    const instances = readdirSync(folder).map(name => readInstance(readFileSync(join(folder, name))));
    return (await seriesToVolume(instances, { minSlices: 3 })).volume;
  };
  const mask = async (name: string) => resampleNearest(readNrrdMask(join(dcmqi!, name)), (await volumeOf()).geometry).voxels;
  const read = async (name: string) => readSeg(readInstance(readFileSync(join(dcmqi!, name))), (await volumeOf()).geometry);

  it('agrees with the NRRD mask it was made from, by world position', async () => {
    const { labelmap, segments } = await read('liver.dcm');
    expect(segments).toMatchObject([{ number: 1, label: 'Liver' }]);
    expect(labelmap.voxels.filter(v => v === 1).length).toBe(107_098);
    expect(Buffer.compare(labelmap.voxels, await mask('liver_seg.nrrd'))).toBe(0);
  });

  it('lets the later of overlapping segments win, and says so', async () => {
    const { labelmap, warnings } = await read('partial_overlaps.dcm');
    const parts = await Promise.all([1, 2, 3].map(n => mask(`partial_overlaps-${n}.nrrd`)));
    const expected = labelmap.voxels.map((_, n) => Math.max(...parts.map(part => part[n]!)));
    expect(warnings.map(({ code }) => code)).toEqual(['mask/overlap']);
    expect(Buffer.compare(labelmap.voxels, expected)).toBe(0);
  });
});

describe.skipIf(!odd)('readSeg of objects by others', () => {
  const file = (name: string) => readInstance(readFileSync(join(odd!, name)));
  const plane: Geometry = {
    dimensions: [512, 512, 3], spacingMm: [0.810547, 0.810547, 1], originLps: [-235.2, -226.8, -128.69], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  };

  it.each(['seg_binary_big_endian', 'seg_binary_rle', 'seg_binary_deflated_image_frame'])('%s is the same as in explicit little endian', async name => {
    const plain = await readSeg(file('seg_binary_dcmqi_liver_3frames.dcm'), plane);
    const { labelmap } = await readSeg(file(`${name}.dcm`), plane);
    expect(Buffer.compare(labelmap.voxels, plain.labelmap.voxels)).toBe(0);
  });

  it('reads frames whose size is no multiple of eight', async () => {
    const { labelmap } = await readSeg(file('seg_binary_nonbyte_aligned_510.dcm'), plane);
    const plain = await readSeg(file('seg_binary_dcmqi_liver_3frames.dcm'), plane);
    const outside = plain.labelmap.voxels.filter((v, n) => v !== 0 && (n % 512 >= 510 || Math.floor(n / 512) % 512 >= 510)).length;
    expect(labelmap.voxels.filter(v => v === 1).length).toBe(107_098 - outside);
  });

  it('refuses single-bit frames in JPEG 2000 by name', async () => {
    expect(await codeOf(plane, file('seg_binary_j2k.dcm'))).toBe('pixels/transfer-syntax');
  });

  it.each([['noppv'], ['ppv5']])('reads the sparse label map %s', async name => {
    const instance = file(`dcmqi_segmentations_sparse-labelmap-${name}.dcm`);
    const positions = instance.dataset.items('52009230').map(group => group.items('00209113')[0]!.numbers('00200032'));
    const stepMm = Math.abs(positions[1]![2]! - positions[0]![2]!) / 2;
    const low = Math.min(...positions.map(([, , z]) => z!));
    const sparse: Geometry = { dimensions: [24, 38, 3], spacingMm: [0.7, 0.7, stepMm], originLps: [46.464901, 5.0188098, low], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
    const { labelmap, segments } = await readSeg(instance, sparse);
    const counts = [0, 1, 2].map(k => labelmap.voxels.subarray(k * 24 * 38, (k + 1) * 24 * 38).filter(v => v === 1).length);
    expect(segments.map(({ label }) => label)).toEqual(['Liver']);
    expect(counts[0]).toBeGreaterThan(0);
    expect(counts[1]).toBe(0);
    expect(counts[2]).toBeGreaterThan(0);
  });

  it('takes a fractional mask from half of its maximum', async () => {
    const instance = file('seg_fractional_highdicom.dcm');
    const positions = instance.dataset.items('52009230').map(group => group.items('00209113')[0]!.numbers('00200032') as unknown as Geometry['originLps']);
    const heights = positions.map(([, , z]) => z).sort((a, b) => a - b);
    const stack: Geometry = {
      dimensions: [16, 16, 3], spacingMm: [0.488281, 0.488281, heights[1]! - heights[0]!], originLps: [positions[0]![0], positions[0]![1], heights[0]!], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    };
    const { warnings, labelmap } = await readSeg(instance, stack);
    expect(labelmap.voxels.some(v => v === 1)).toBe(true);
    expect(warnings.map(({ code }) => code)).toContain('mask/fractional');
  });
});
