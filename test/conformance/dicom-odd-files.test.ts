import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DecoderPool } from '../../gateway/src/dicom/codecs/decoder-pool.ts';
import { frameHeaders } from '../../gateway/src/dicom/frame-header.ts';
import { HuWriter } from '../../gateway/src/dicom/hu-writer.ts';
import { loadFiles, readSeriesFrom } from '../../gateway/src/dicom/load-files.ts';
import { planSeries } from '../../gateway/src/dicom/plan-series.ts';
import { readInstance } from '../../gateway/src/dicom/read.ts';
import { seriesToVolume, type SeriesOptions } from '../../gateway/src/dicom/series-to-volume.ts';
import { storedPixels } from '../../gateway/src/dicom/stored-pixels.ts';
import { readNifti } from '../../gateway/src/nifti/read.ts';
import { affineOf, applyAffine, ijkToLps, invertAffine, multiplyAffine, type Vec3 } from '../../gateway/src/volume/geometry.ts';
import type { Volume } from '../../gateway/src/volume/volume.ts';
import { sharedData } from '../support/shared-data.ts';

const ALONE: SeriesOptions = { minSlices: 1, allowDerived: true };

/** Folder of a case; empty when the data is not beside this checkout. */
const folder = (name: string) => sharedData(name) ?? '';
const has = (name: string) => {
  const found = sharedData(name) !== undefined;
  if (!found) process.stderr.write(`skipped: no ${name} beside this checkout\n`);
  return found;
};
const one = async (path: string, options = ALONE) => {
  const instance = readInstance(readFileSync(path));
  return { instance, ...(await seriesToVolume([instance], options)) };
};
/** Least and greatest. */
function range(voxels: ArrayLike<number>): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let n = 0; n < voxels.length; n++) [low, high] = [Math.min(low, voxels[n]!), Math.max(high, voxels[n]!)];
  return [low, high];
}
/** HU of a single frame, geometry left aside. */
async function huOf(path: string): Promise<ArrayLike<number>> {
  const instance = readInstance(readFileSync(path));
  const frames = frameHeaders(instance);
  const pool = new DecoderPool();
  try {
    const writer = new HuWriter(frames[0]!.rows * frames[0]!.columns, frames.map(({ pixels }) => pixels));
    for await (const [frame, bytes] of storedPixels({ instance, frames }, () => pool)) writer.write(0, bytes, frame.pixels);
    return writer.voxels;
  } finally {
    pool.close();
  }
}
const codes = (warnings: readonly { code: string }[]) => warnings.map(({ code }) => code);
const at = ({ geometry: { dimensions: [columns, rows] }, voxels }: Volume, [i, j, k]: Vec3) => voxels[i + columns * (j + rows * k)];

describe.runIf(has('dicom_odd'))('one image in every transfer syntax', () => {
  const path = (suffix: string) => join(folder('dicom_odd'), 'transfer_syntaxes', `ct1_ts1_2${suffix}.dcm`);

  it.each(['', '_2', '_1_99', '_5', '_4_57', '_4_70', '_4_80', '_4_90'])('1.2.840.10008.1.2%s gives the same voxels as explicit little endian', async suffix => {
    const [reference, decoded] = [await one(path('_1')), await one(path(suffix))];
    expect(decoded.instance.transferSyntaxUid).toBe(`1.2.840.10008.1.2${suffix.replaceAll('_', '.')}`);
    expect(Buffer.compare(Buffer.from(decoded.volume.voxels.buffer), Buffer.from(reference.volume.voxels.buffer))).toBe(0);
    expect(decoded.volume.geometry).toEqual(reference.volume.geometry);
    expect(range(reference.volume.voxels)[1]).toBeGreaterThan(1000);
  });

  it.each([['_4_81', 3], ['_4_91', 40]] as const)('1.2.840.10008.1.2%s, lossy, stays within %d HU and says so', async (suffix, limitHu) => {
    const [reference, decoded] = [await one(path('_1')), await one(path(suffix))];
    let worst = 0;
    decoded.volume.voxels.forEach((hu, n) => void (worst = Math.max(worst, Math.abs(hu - reference.volume.voxels[n]!))));
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThanOrEqual(limitHu);
    expect(codes(decoded.warnings)).toContain('pixels/lossy');
  });

  it.each(['_4_50', '_4_51', '_4_53', '_4_55'])('1.2.840.10008.1.2%s is refused by name', async suffix =>
    expect(one(path(suffix))).rejects.toMatchObject({ code: 'pixels/transfer-syntax', message: expect.stringMatching(/JPEG .*Convert/) }));

  it('frames in several fragments without offset table are refused for their syntax, not for their fragments', async () =>
    expect(one(join(folder('dicom_odd'), 'transfer_syntaxes/enhanced_ct_2frames_jpeg_fragmented_no_bot.dcm'))).rejects.toMatchObject({ code: 'pixels/transfer-syntax' }));

  it('a frame in two fragments', async () => {
    const { volume } = await one(join(folder('dicom_odd'), 'transfer_syntaxes/ct2_toshiba_j2k_lossless.dcm'));
    expect(range(volume.voxels)[1]).toBeGreaterThan(500);
  });
});

describe.runIf(has('dicom_odd'))('odd single files', () => {
  const path = (name: string) => join(folder('dicom_odd'), 'pydicom', `${name}.dcm`);

  it('a codestream that calls itself unsigned under a signed header', async () => {
    const { volume, instance } = await one(path('j2k_pixelrep_mismatch_tilt'));
    const intercept = instance.dataset.number('00281052')!;
    expect(at(volume, [0, 0, 0])! - intercept).toBe(-2000);
    expect([47, 48, 49, 50, 51].map(j => at(volume, [279, j, 0])! - intercept)).toEqual([621, 412, 138, -193, -520]);
  });

  it('a codestream of 13 bits under a header of 16', async () => {
    const [low, high] = range(await huOf(path('j2k_13of16bit')));
    expect(low).toBe(-1024);
    expect(high).toBe(1468);
  });

  it('14 bits, uncompressed and lossy, are one image', async () => {
    const [plain, lossy] = [await huOf(path('uncompressed_14bit')), await huOf(path('j2k_lossy_14bit'))];
    const differences = Array.from(plain, (hu, n) => Math.abs(hu - lossy[n]!)).sort((a, b) => a - b);
    expect(differences[Math.floor(0.99 * differences.length)]).toBeLessThan(500);
    expect(differences[differences.length >> 1]).toBeLessThan(60);
  });

  it('Enhanced CT: frames sorted by place, rescale and spacing from functional groups', async () => {
    const { volume, slices, warnings } = await one(path('enhanced_ct_multiframe'), { minSlices: 2, allowDerived: true });
    expect(volume.geometry.dimensions).toEqual([512, 512, 2]);
    expect(volume.geometry.spacingMm).toEqual([0.388672, 0.388672, 10]);
    expect(volume.geometry.direction.slice(0, 6)).toEqual([-1, 0, 0, 0, 1, 0]);
    expect(slices.map(({ frameNumber }) => frameNumber)).toEqual([2, 1]);
    expect(slices.map(({ imagePositionText }) => imagePositionText[2])).toEqual(['-149.000', '-159.000']);
    expect(codes(warnings)).toEqual(['series/derived-input', 'pixels/rescale-type-unspecified']);
  });

  it('a header written as unknown representations', async () => {
    const { instance, volume } = await one(path('vr_un_sequence'), { ...ALONE });
    expect(instance.modality).toBe('CT');
    expect(volume.geometry.dimensions[0]).toBe(512);
  });

  it.each([
    ['jpegll_bad_sequence', /SOP Instance UID is not a UID/], ['empty_charset', /SOP Instance UID is missing/], ['meta_missing_tsyntax', /./],
    ['nested_private_sq', /missing/], ['private_sq', /missing/],
  ])('%s is refused with its reason', (name, reason) =>
    expect(() => readInstance(readFileSync(path(name)))).toThrowError(expect.objectContaining({ code: 'dicom/unreadable', message: expect.stringMatching(reason) })));

  it.each([['big_endian_no_meta', '1.2.840.10008.1.2.2', 'RTPLAN'], ['rtstruct_small', '1.2.840.10008.1.2', 'RTSTRUCT']])('%s has no meta header and is read', (name, transferSyntaxUid, modality) =>
    expect(readInstance(readFileSync(path(name)))).toMatchObject({ transferSyntaxUid, modality, warnings: [{ code: 'dicom/no-meta-header' }] }));

  it('every odd object is read or refused, never more', () => {
    const outcomes = ['pydicom', 'transfer_syntaxes', 'seg_sr', 'rtstruct'].flatMap(dir =>
      readdirSync(join(folder('dicom_odd'), dir)).filter(name => name.endsWith('.dcm')).map(name => {
        try {
          return planSeries(frameHeaders(readInstance(readFileSync(join(folder('dicom_odd'), dir, name)))), ALONE).refusal?.code ?? 'read';
        } catch (error) {
          return (error as { code?: string }).code;
        }
      }));
    expect(new Set(outcomes)).toEqual(new Set(['read', 'dicom/unreadable', 'series/not-ct', 'pixels/transfer-syntax', 'pixels/not-grayscale', 'pixels/bit-layout', 'pixels/rescale-missing', 'series/geometry-missing'].filter(code => outcomes.includes(code))));
    expect(outcomes.filter(code => code === 'read').length).toBeGreaterThan(12);
  });
});

describe('real series', () => {
  it.runIf(has('dicom_odd'))('gantry tilt of -18.5 and +16.5 degrees makes a sheared grid', async () => {
    for (const [name, sine] of [['philips_tilt_-18.5', -0.3173047], ['philips_tilt_+16.5', 0.2840153]] as const) {
      const instances = await readSeriesFrom(join(folder('dicom_odd'), 'tilt_and_spacing_head', `${name}.zip`));
      const { volume, warnings, slices } = await seriesToVolume(instances);
      expect(codes(warnings)).toEqual(['series/tilt']);
      expect(volume.geometry.direction[5]).toBeCloseTo(sine, 6);
      expect(volume.geometry.direction.slice(6)).toEqual([0, 0, 1]);
      slices.forEach(({ imagePositionText }, k) => ijkToLps(volume.geometry, [0, 0, k]).forEach((mm, axis) => expect(mm).toBeCloseTo(Number(imagePositionText[axis]), 3)));
    }
  });

  it.runIf(has('dicom_odd'))('tilt with steps that change is refused', async () =>
    expect(seriesToVolume(await readSeriesFrom(join(folder('dicom_odd'), 'tilt_and_spacing_head/ge_tilt_mixed_spacing.zip')))).rejects.toMatchObject({ code: 'series/non-uniform-spacing' }));

  it.runIf(has('tcga_bc_a10x_gaps'))('two gaps and a short step are refused', async () => {
    const instances = await readSeriesFrom(folder('tcga_bc_a10x_gaps'));
    expect(instances[0]?.dataset.numbers('00280030')).toEqual([0.6757812, 0.6757812]);
    await expect(seriesToVolume(instances)).rejects.toMatchObject({ code: 'series/non-uniform-spacing' });
    const evenly = instances.filter(({ dataset }) => dataset.numbers('00200032')[2] !== -515);
    await expect(seriesToVolume(evenly)).rejects.toMatchObject({ code: 'series/missing-slices', context: { missing: 2, gaps: 2, spacingMm: 8 } });
  });

  it.runIf(has('crlm_ct_1004'))('padding far below air becomes air, and the stored values are kept', async () => {
    const { volume, slices, warnings } = await seriesToVolume(await readSeriesFrom(folder('crlm_ct_1004')));
    expect(codes(warnings)).toEqual(['pixels/padding']);
    expect(volume.geometry.spacingMm).toEqual([0.796875, 0.796875, 5]);
    expect(range(volume.voxels)).toEqual([-1024, 1377]);
    expect(slices.every(({ storedPixels }) => storedPixels?.[0] === -2000)).toBe(true);
  });

  it.runIf(has('ts_dicom_20slices'))('stripped headers and JPEG 2000: UIDs from the meta header, HU as the label file expects', async () => {
    const { volume, warnings } = await seriesToVolume(await readSeriesFrom(join(folder('ts_dicom_20slices'), 'dicom')));
    expect(codes(warnings).sort()).toEqual(['dicom/uid-derived', 'dicom/uid-from-meta']);
    const labels = readNifti(readFileSync(join(folder('ts_dicom_20slices'), 'labels_totalseg_v2.nii.gz')));
    const liver = huUnder(volume, labels, 5);
    expect(liver.count).toBeGreaterThan(10_000);
    expect(liver.meanHu).toBeCloseTo(89.3, 0);
  });

  it.runIf(has('chaos_ct_set3'))('the liver mask in NIfTI lies on the liver of the DICOM series', async () => {
    const { series } = await loadFiles(folder('chaos_ct_set3'));
    const { volume } = await seriesToVolume(series[0]!.instances);
    const liver = huUnder(volume, readNifti(readFileSync(join(folder('chaos_ct_set3'), 'liver.nii.gz'))), 1);
    expect(liver.outside).toBe(0);
    expect(liver.meanHu).toBeCloseTo(141.8, 0);
    expect(liver.sdHu).toBeCloseTo(31.6, 0);
  });
});

/** HU of the CT at the world positions of one label. */
function huUnder(ct: Volume, labels: Volume, value: number): { count: number; outside: number; meanHu: number; sdHu: number } {
  const [columns, rows, slices] = labels.geometry.dimensions;
  const toCt = multiplyAffine(invertAffine(affineOf(ct.geometry)), affineOf(labels.geometry));
  const hus: number[] = [];
  let outside = 0;
  for (let k = 0, n = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, n++) {
        if (labels.voxels[n] !== value || (i + j) % 3 !== 0) continue;
        const ijk = applyAffine(toCt, [i, j, k]).map(Math.round) as unknown as Vec3;
        const inside = ijk.every((index, axis) => index >= 0 && index < ct.geometry.dimensions[axis]!);
        if (inside) hus.push(at(ct, ijk)!);
        else outside++;
      }
  const meanHu = hus.reduce((sum, hu) => sum + hu, 0) / hus.length;
  return { count: hus.length, outside, meanHu, sdHu: Math.sqrt(hus.reduce((sum, hu) => sum + (hu - meanHu) ** 2, 0) / hus.length) };
}
