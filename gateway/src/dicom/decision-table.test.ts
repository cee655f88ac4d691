import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ctSlices, cross, encodeSlice, enhancedCt, storedOf, toInstances, worstErrorHu, type CtSlicesOptions, type EditableAttributes } from '../../../test/phantoms/ct-slices.ts';
import { datasetJson } from '../../../test/support/dataset-json.ts';
import { ERRORS, type ErrorCode } from '../errors.ts';
import type { Vec3 } from '../volume/geometry.ts';
import { frameHeadersFromJson } from './frame-header.ts';
import { planSeries } from './plan-series.ts';
import { readInstance } from './read.ts';
import { seriesToVolume, type SeriesOptions } from './series-to-volume.ts';
import type { DicomInstance, SeriesVolume } from './series.ts';
import { WARNINGS, type WarningCode } from './warnings.ts';

/** Rounding of the field, and nothing more. */
const EXACT_HU = 0.5001;

/** One row: what is done to an even stack, and what must come of it. */
interface Row {
  readonly slices: EditableAttributes[] | (() => EditableAttributes[]);
  readonly options?: SeriesOptions;
  readonly refused?: ErrorCode;
  readonly tells?: readonly WarningCode[];
  /** Slices of the volume. Default: as many as were given. */
  readonly depth?: number;
  readonly shiftHu?: number;
  readonly toleranceHu?: number;
  readonly check?: (result: SeriesVolume) => void;
  /** The preview cannot know it: pixels decide. */
  readonly onlyByPixels?: boolean;
}

const edited = (edit: (slice: EditableAttributes, index: number) => void, options: CtSlicesOptions = {}): EditableAttributes[] => {
  const slices = ctSlices(options);
  slices.forEach(edit);
  return slices;
};
const all = (changes: EditableAttributes, options: CtSlicesOptions = {}) => edited(slice => void Object.assign(slice, changes), options);
const omit = (slice: EditableAttributes, ...keywords: string[]): EditableAttributes => Object.fromEntries(Object.entries(slice).filter(([keyword]) => !keywords.includes(keyword)));
const without = (...keywords: string[]) => ctSlices().map(slice => omit(slice, ...keywords));
const copy = (slice: EditableAttributes, changes: EditableAttributes = {}): EditableAttributes => ({ ...slice, ...changes });
const renumbered = (slices: EditableAttributes[], from: number) => slices.map((slice, i) => copy(slice, { SOPInstanceUID: `2.25.5001.7.${from + i}` }));
const phase = (acquisition: number, options: CtSlicesOptions = {}) =>
  renumbered(edited(slice => void (slice['AcquisitionNumber'] = acquisition), options), 1000 * acquisition);
const sagittal = { orientation: [0, 1, 0, 0, 0, -1] } as const satisfies CtSlicesOptions;
const words = (slice: EditableAttributes, change: (stored: Uint16Array) => void) => change(storedOf(slice));
const times = (from: EditableAttributes[], ...dropped: number[]) => from.filter((_, index) => !dropped.includes(index));

const ROWS: Record<string, Row> = {
  'file order and instance number differ from position': {
    slices: edited((slice, i) => void (slice['InstanceNumber'] = (5 * i) % 12)).sort((a, b) => String(a['SOPInstanceUID']).localeCompare(String(b['SOPInstanceUID']))).reverse(),
  },
  'stored from head to feet': { slices: ctSlices({ stepLps: [0, 0, -2.5] }) },
  'feet first': { slices: all({ PatientPosition: 'FFS' }, { orientation: [-1, 0, 0, 0, 1, 0] }) },
  'prone': { slices: all({ PatientPosition: 'HFP' }, { orientation: [-1, 0, 0, 0, -1, 0] }) },
  'decubitus': { slices: all({ PatientPosition: 'HFDL' }, { orientation: [0, 1, 0, -1, 0, 0] }) },
  'sagittal planes': { slices: ctSlices(sagittal) },
  'oblique planes': { slices: ctSlices({ orientation: [Math.cos(0.3), Math.sin(0.3), 0, 0, 0, -1] }) },
  'position missing': { slices: without('ImagePositionPatient'), refused: 'series/geometry-missing' },
  'position missing though SliceLocation is there': { slices: without('ImagePositionPatient').map((slice, i) => copy(slice, { SliceLocation: 2.5 * i })), refused: 'series/geometry-missing' },
  'one position empty': { slices: edited((slice, i) => void (i === 4 && (slice['ImagePositionPatient'] = []))), refused: 'series/geometry-missing' },
  'position not a number': { slices: all({ ImagePositionPatient: ['1', '2', 'nan'] }), refused: 'series/geometry-missing' },
  'orientation missing': { slices: without('ImageOrientationPatient'), refused: 'series/geometry-missing' },
  'orientation not of unit length': { slices: all({ ImageOrientationPatient: [1.01, 0, 0, 0, 1, 0] }), refused: 'series/geometry-missing' },
  'orientation not perpendicular': { slices: all({ ImageOrientationPatient: [1, 0, 0, 0.01, 0.99995, 0] }), refused: 'series/geometry-missing' },
  'pixel spacing missing': { slices: without('PixelSpacing'), refused: 'series/geometry-missing' },
  'pixel spacing zero': { slices: all({ PixelSpacing: [0, 0.7] }), refused: 'series/geometry-missing' },
  'one instance twice, same content': { slices: [...ctSlices(), ctSlices()[3]!], tells: ['series/duplicate-same'], depth: 12 },
  'one instance UID with two contents': {
    slices: [...ctSlices(), copy(ctSlices()[3]!, { InstanceNumber: 99 })], refused: 'series/duplicate-conflict', onlyByPixels: true,
  },
  'two slices at one position, equal pixels': {
    slices: [...ctSlices(), copy(ctSlices()[3]!, { SOPInstanceUID: '2.25.5001.7.99', InstanceNumber: 99 })], tells: ['series/duplicate-position'], depth: 12, onlyByPixels: true,
    check: ({ slices }) => expect(slices[3]?.instanceNumber).toBe(4),
  },
  'two slices at one position, different, nothing tells them apart': {
    slices: [...ctSlices(), ...renumbered(ctSlices({ shiftHu: 100 }), 50)], refused: 'series/ambiguous-positions', onlyByPixels: true,
  },
  'two slices at one position, only one part a full volume': {
    slices: [...phase(1), ...phase(2, { shiftHu: 100 }).slice(0, 4)], refused: 'series/ambiguous-positions', onlyByPixels: true,
  },
  'two phases, none chosen': { slices: [...phase(1), ...phase(2, { shiftHu: 100 })], refused: 'series/phase-choice' },
  'two phases, one chosen by name': {
    slices: [...phase(1), ...phase(2, { shiftHu: 100 })], options: { phase: 'AcquisitionNumber=2' }, tells: ['series/phase-chosen'], depth: 12, shiftHu: 100,
  },
  'two phases, the first': { slices: [...phase(2, { shiftHu: 100 }), ...phase(1)], options: { phase: 'first' }, tells: ['series/phase-chosen'], depth: 12 },
  'two phases, the largest': {
    slices: [...phase(1).slice(1), ...phase(2, { shiftHu: 100 })], options: { phase: 'largest' }, tells: ['series/phase-chosen'], depth: 12, shiftHu: 100,
  },
  'a phase that is not there': { slices: [...phase(1), ...phase(2, { shiftHu: 100 })], options: { phase: 'AcquisitionNumber=3' }, refused: 'series/phase-choice' },
  'a phase asked of a series without phases': { slices: ctSlices(), options: { phase: 'AcquisitionNumber=1' }, refused: 'series/phase-choice' },
  'the largest phase of a series without phases': { slices: ctSlices(), options: { phase: 'largest' } },
  'one slice missing': { slices: times(ctSlices({ count: 14 }), 5), refused: 'series/missing-slices' },
  'three slices missing in two gaps': { slices: times(ctSlices({ count: 16 }), 3, 4, 9), refused: 'series/missing-slices' },
  'fewer instances than the archive names': { slices: ctSlices(), options: { expectedInstances: 13 }, refused: 'series/incomplete' },
  'as many instances as the archive names': { slices: ctSlices(), options: { expectedInstances: 12 } },
  'spacing jitters within one per cent': { slices: ctSlices({ offsetLps: slice => [0, 0, slice % 2 === 0 ? 0.01 : -0.01] }), toleranceHu: 0.65 },
  'spacing off by more than one per cent': { slices: ctSlices({ offsetLps: slice => [0, 0, slice === 6 ? 0.06 : 0] }), refused: 'series/non-uniform-spacing' },
  'spacing drifts slowly but far': { slices: ctSlices({ count: 120, offsetLps: slice => [0, 0, (0.01 * (slice - 60) ** 2) / 60] }), refused: 'series/non-uniform-spacing' },
  'slices off to the side of the stack': { slices: ctSlices({ offsetLps: slice => [slice === 5 ? 0.4 : 0, 0, 0] }), refused: 'series/non-uniform-spacing' },
  'gantry tilt': {
    slices: ctSlices({ orientation: [1, 0, 0, 0, Math.cos(0.3), -Math.sin(0.3)], stepLps: [0, 0, 2.5] }), tells: ['series/tilt'],
    check: ({ volume }) => expect(volume.geometry.direction.slice(6)).toEqual([0, 0, 1]),
  },
  'another orientation, too few to be a volume': {
    slices: [...ctSlices(), ...renumbered(ctSlices({ count: 5, ...sagittal }), 70)], tells: ['series/mixed-orientation'], depth: 12,
  },
  'two stacks of different orientation': { slices: [...ctSlices(), ...renumbered(ctSlices(sagittal), 70)], refused: 'series/mixed-orientation' },
  'a localizer by its name': {
    slices: [...ctSlices(), ...renumbered(all({ ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] }, { count: 2, ...sagittal }), 70)], tells: ['series/localizer'], depth: 12,
  },
  'a localizer by name without any position': {
    slices: [...ctSlices(), copy(without('ImagePositionPatient')[0]!, { SOPInstanceUID: '2.25.5001.7.71', ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] })], tells: ['series/localizer'], depth: 12,
  },
  'two planes across the stack': { slices: [...ctSlices(), ...renumbered(ctSlices({ count: 2, ...sagittal }), 70)], tells: ['series/localizer'], depth: 12 },
  'another matrix, too few to be a volume': { slices: [...ctSlices(), ...renumbered(ctSlices({ count: 3, rows: 8 }), 70)], tells: ['series/mixed-matrix'], depth: 12 },
  'two stacks of different matrix': { slices: [...ctSlices(), ...renumbered(ctSlices({ columns: 8 }), 70)], refused: 'series/mixed-matrix' },
  'two stacks of different pixel spacing': { slices: [...ctSlices(), ...renumbered(ctSlices({ pixelSpacingMm: [0.9, 0.8] }), 70)], refused: 'series/mixed-matrix' },
  'two frames of reference': { slices: edited((slice, i) => void (i > 6 && (slice['FrameOfReferenceUID'] = '2.25.1'))), refused: 'series/mixed-frame-of-reference' },
  'frame of reference missing': { slices: without('FrameOfReferenceUID'), refused: 'series/geometry-missing' },
  'too few slices': { slices: ctSlices({ count: 9 }), refused: 'series/too-few-slices' },
  'few slices where few are allowed': { slices: ctSlices({ count: 3 }), options: { minSlices: 3 } },
  'more voxels than allowed': { slices: ctSlices(), options: { maxVoxels: 755 }, refused: 'series/too-large' },
  'as many voxels as allowed': { slices: ctSlices(), options: { maxVoxels: 756 } },
  'enhanced CT': {
    slices: [enhancedCt(ctSlices().reverse())], depth: 12,
    check: ({ slices, header }) => {
      expect(slices.map(slice => slice.frameNumber)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
      expect(header.instances).toHaveLength(1);
    },
  },
  'enhanced CT, rescale per frame': {
    slices: () => {
      const frames = Array.from({ length: 12 }, (_, i) => ctSlices({ intercept: -1000 - i })[i]!);
      return [enhancedCt(frames, (_, i) => ({ PixelValueTransformationSequence: [{ RescaleIntercept: -1000 - i, RescaleSlope: 1, RescaleType: 'HU' }] }))];
    },
    depth: 12, tells: ['pixels/rescale-varies'],
  },
  'enhanced CT, two stacks': {
    slices: [enhancedCt([...ctSlices(), ...ctSlices({ shiftHu: 100 })], (_, i) => ({ FrameContentSequence: [{ StackID: i < 12 ? '1' : '2' }] }))], refused: 'series/phase-choice',
  },
  'enhanced CT without functional groups': { slices: [omit(enhancedCt(ctSlices()), 'PerFrameFunctionalGroupsSequence', 'SharedFunctionalGroupsSequence')], refused: 'series/geometry-missing' },
  'rescale differs between slices, whole numbers': {
    slices: Array.from({ length: 12 }, (_, i) => ctSlices({ intercept: -1000 - 3 * i })[i]!), tells: ['pixels/rescale-varies'], check: ({ volume }) => expect(volume.voxels).toBeInstanceOf(Int16Array),
  },
  'rescale differs between slices, fractions': {
    slices: Array.from({ length: 12 }, (_, i) => ctSlices({ slope: 0.25 + i / 64 })[i]!), tells: ['pixels/rescale-varies'], toleranceHu: 0.72, check: ({ volume }) => expect(volume.voxels).toBeInstanceOf(Float32Array),
  },
  'values beyond int16': {
    slices: edited((slice, i) => words(slice, w => void (i === 7 && (w[0] = 65_000))), { signed: false }), toleranceHu: Infinity,
    check: ({ volume }) => {
      expect(volume.voxels).toBeInstanceOf(Float32Array);
      expect(volume.voxels[7 * 63]).toBe(65_000 - 1024);
      volume.voxels[7 * 63] = volume.voxels[7 * 63 + 1]! - 1;
      expect(worstErrorHu(volume)).toBeLessThan(1);
    },
  },
  'rescale missing, values look like HU': { slices: ctSlices({ intercept: 0, originLps: [-11, -123, -131] }).map(slice => omit(slice, 'RescaleSlope', 'RescaleIntercept', 'RescaleType')), tells: ['pixels/rescale-assumed'] },
  'rescale missing, values cannot be HU': { slices: without('RescaleSlope', 'RescaleIntercept', 'RescaleType'), refused: 'pixels/implausible-hu', onlyByPixels: true },
  'rescale missing but named': { slices: without('RescaleSlope', 'RescaleIntercept'), refused: 'pixels/rescale-missing' },
  'rescale half missing': { slices: without('RescaleIntercept', 'RescaleType'), refused: 'pixels/rescale-missing' },
  'rescale to another quantity': { slices: all({ RescaleType: 'Z_EFF' }), refused: 'pixels/rescale-missing' },
  'rescale type unspecified': { slices: all({ RescaleType: 'US' }), tells: ['pixels/rescale-type-unspecified'] },
  'twelve bits under overlay bits': { slices: edited((slice, i) => words(slice, w => w.forEach((v, n) => void (w[n] = (v & 0xfff) | ((n + i) % 16 << 12)))), { signed: false }).map(s => copy(s, { BitsStored: 12, HighBit: 11 })) },
  'twelve signed bits under junk': { slices: edited((slice, i) => words(slice, w => w.forEach((v, n) => void (w[n] = (v & 0xfff) | ((n + i) % 16 << 12)))), { intercept: 0 }).map(s => copy(s, { BitsStored: 12, HighBit: 11 })) },
  'high bit not below bits stored': { slices: all({ BitsStored: 12, HighBit: 15 }), refused: 'pixels/bit-layout' },
  'bits allocated 32': { slices: all({ BitsAllocated: 32, BitsStored: 32, HighBit: 31 }), refused: 'pixels/bit-layout' },
  'no matrix': { slices: all({ Rows: 0 }), refused: 'pixels/bit-layout' },
  'padding': {
    slices: edited(slice => (words(slice, w => void (w[5] = 63_536)), (slice['PixelPaddingValue'] = { vr: 'SS', value: -2000 }))), tells: ['pixels/padding'], toleranceHu: Infinity,
    check: ({ volume, slices }) => {
      expect(volume.voxels[5]).toBe(-1024);
      expect(slices[0]?.storedPixels?.[5]).toBe(-2000);
      expect(slices[0]?.storedPixels?.[6]).toBe(volume.voxels[6]! + 1024);
    },
  },
  'padding range, written unsigned under signed pixels': {
    slices: edited(slice => (words(slice, w => w.fill(63_540, 5, 9)), Object.assign(slice, { PixelPaddingValue: { vr: 'US', value: 63_536 }, PixelPaddingRangeLimit: { vr: 'US', value: 63_541 } }))),
    tells: ['pixels/padding'], toleranceHu: Infinity,
    check: ({ volume }) => expect(Array.from(volume.voxels.subarray(4, 10), hu => hu === -1024)).toEqual([false, true, true, true, true, false]),
  },
  'padding named but not used keeps no second copy': { slices: all({ PixelPaddingValue: { vr: 'SS', value: -2000 } }), tells: ['pixels/padding'], check: ({ slices }) => expect(slices.some(s => s.storedPixels)).toBe(false) },
  'MONOCHROME1': {
    slices: edited(slice => (words(slice, w => w.forEach((v, n) => void (w[n] = 65_535 - v))), (slice['PhotometricInterpretation'] = 'MONOCHROME1')), { signed: false, originLps: [-11, -123, -113] }),
    tells: ['pixels/inverted'],
  },
  'RGB': { slices: all({ SamplesPerPixel: 3, PhotometricInterpretation: 'RGB' }), refused: 'pixels/not-grayscale' },
  'palette colour': { slices: all({ PhotometricInterpretation: 'PALETTE COLOR' }), refused: 'pixels/not-grayscale' },
  'patient position missing': { slices: without('PatientPosition'), tells: ['series/patient-position-missing'] },
  'derived images': { slices: all({ ImageType: ['DERIVED', 'SECONDARY', 'AXIAL'] }), refused: 'series/derived-input' },
  'reformatted images': { slices: all({ ImageType: ['ORIGINAL', 'PRIMARY', 'MPR'] }), refused: 'series/derived-input' },
  'a screen save among the slices': { slices: edited((slice, i) => void (i === 11 && (slice['ImageType'] = ['DERIVED', 'SECONDARY', 'SCREEN SAVE']))), refused: 'series/derived-input' },
  'secondary capture': { slices: all({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.7' }), refused: 'series/derived-input' },
  'derived because synthetic, allowed': { slices: all({ ImageType: ['DERIVED', 'PRIMARY', 'AXIAL'], SyntheticData: 'YES' }), options: { allowSynthetic: true }, tells: ['series/synthetic-input'] },
  'derived images, allowed': { slices: all({ ImageType: ['DERIVED', 'SECONDARY', 'AXIAL'] }), options: { allowDerived: true }, tells: ['series/derived-input'] },
  'synthetic images': { slices: all({ SyntheticData: 'YES' }), refused: 'series/synthetic-input' },
  'synthetic images, allowed': {
    slices: all({ SyntheticData: 'YES' }), options: { allowSynthetic: true }, tells: ['series/synthetic-input'], check: ({ header }) => expect(header.synthetic).toBe(true),
  },
  'lossy history': {
    slices: all({ LossyImageCompression: '01', ImageType: ['DERIVED', 'PRIMARY', 'AXIAL'] }), tells: ['pixels/lossy'], check: ({ header }) => expect(header.lossy).toBe(true),
  },
  'pixel data too short': { slices: edited((slice, i) => void (i === 3 && (slice['PixelData'] = { vr: 'OW', value: new Uint8Array(124) }))), refused: 'pixels/length', onlyByPixels: true },
  'pixel data too long': { slices: edited((slice, i) => void (i === 3 && (slice['PixelData'] = { vr: 'OW', value: new Uint8Array(130) }))), refused: 'pixels/length', onlyByPixels: true },
  'no pixel data': { slices: without('PixelData'), refused: 'pixels/length', onlyByPixels: true },
  'not CT': { slices: all({ Modality: 'MR' }), refused: 'series/not-ct' },
  'nothing': { slices: [], refused: 'series/too-few-slices' },
};

const codes = (warnings: readonly { code: string }[]) => [...new Set(warnings.map(({ code }) => code))].sort();
const outcome = (instances: DicomInstance[], options?: SeriesOptions) => seriesToVolume(instances, options).catch((error: unknown) => error);

describe('the decision table', () => {
  it.each(Object.entries(ROWS))('%s', async (_name, row) => {
    const slices = typeof row.slices === 'function' ? row.slices() : row.slices;
    const instances = toInstances(slices);
    const result = await outcome(instances, row.options);
    if (row.refused) expect(result).toMatchObject({ code: row.refused });
    else {
      if (result instanceof Error) throw result;
      const series = result as SeriesVolume;
      expect(codes(series.warnings)).toEqual([...(row.tells ?? [])].sort());
      expect(series.volume.geometry.dimensions[2]).toBe(row.depth ?? slices.length);
      expect(series.slices).toHaveLength(series.volume.geometry.dimensions[2]);
      expect(worstErrorHu(series.volume, row.shiftHu)).toBeLessThan(row.toleranceHu ?? EXACT_HU);
      row.check?.(series);
    }
  });

  it.each(Object.entries(ROWS).filter(([, row]) => !row.onlyByPixels))('preview agrees: %s', async (_name, row) => {
    const instances = toInstances(typeof row.slices === 'function' ? row.slices() : row.slices);
    const plan = planSeries(frameHeadersFromJson(instances.map(({ dataset }) => datasetJson(dataset))), row.options);
    expect(plan.refusal?.code).toBe(row.refused);
    if (row.refused) return;
    const expected = row.options?.phase && row.options.phase !== 'largest' ? ['series/duplicates-unchecked', ...(row.tells ?? [])] : (row.tells ?? []);
    expect(codes(plan.warnings).filter(code => code !== 'series/duplicates-unchecked')).toEqual(expected.filter(code => code !== 'series/duplicates-unchecked').sort());
    const { volume } = await seriesToVolume(instances, row.options);
    plan.geometry!.direction.forEach((cosine, i) => expect(cosine).toBeCloseTo(volume.geometry.direction[i]!, 12));
    expect(plan.geometry!.originLps).toEqual(volume.geometry.originLps);
    expect(plan.geometry!.dimensions).toEqual(volume.geometry.dimensions);
  });

  it('has a row for every code', () => {
    const rows = Object.values(ROWS);
    const elsewhere = ['series/not-found', 'pixels/undecodable', 'pixels/transfer-syntax', 'series/duplicates-unchecked', 'pixels/clipped'];
    const refusals = Object.keys(ERRORS).filter(code => /^(series|pixels)\//.test(code) && !elsewhere.includes(code));
    const warnings = Object.keys(WARNINGS).filter(code => !/^(dicom|mask)\//.test(code) && !elsewhere.includes(code));
    expect(refusals.filter(code => !rows.some(row => row.refused === code))).toEqual([]);
    expect(warnings.filter(code => !rows.some(row => row.tells?.includes(code as WarningCode)))).toEqual([]);
  });

  it('lists the phases in the refusal, for the viewer to offer', () => {
    const plan = planSeries(frameHeadersFromJson(toInstances([...phase(1), ...phase(2, { count: 11 })]).map(({ dataset }) => datasetJson(dataset))));
    expect(plan.phases).toEqual([{ name: 'AcquisitionNumber=1', instanceCount: 12 }, { name: 'AcquisitionNumber=2', instanceCount: 11 }]);
    expect(plan.refusal?.context).toEqual({ phases: plan.phases });
    expect(codes(plan.warnings)).toContain('series/duplicates-unchecked');
  });

  it('refuses a size before it allocates it', async () => {
    const slices = all({ Rows: 60_000, Columns: 60_000 });
    await expect(outcome(toInstances(slices))).resolves.toMatchObject({ code: 'series/too-large' });
  });

  it('refuses an absurd number of frames', async () => {
    const instance = readInstance(encodeSlice({ ...omit(enhancedCt(ctSlices()), 'PixelData'), NumberOfFrames: 2_147_483_647 }));
    await expect(outcome([instance])).resolves.toMatchObject({ code: 'series/too-large' });
  });

  it('never names the patient', async () => {
    for (const row of Object.values(ROWS)) {
      const result = await outcome(toInstances(typeof row.slices === 'function' ? row.slices() : row.slices), row.options);
      const said = result instanceof Error ? JSON.stringify([result.message, { ...result }]) : JSON.stringify((result as SeriesVolume).warnings);
      expect(said).not.toMatch(/phantom/i);
    }
  });

  it('places every voxel right whatever the orientation, order and tilt', async () => {
    const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
    const series = fc.record({ a: angle, b: angle, c: angle, tilt: fc.double({ min: -0.5, max: 0.5, noNaN: true }), stepMm: fc.double({ min: 0.4, max: 8, noNaN: true }), seed: fc.nat() });
    await fc.assert(
      fc.asyncProperty(series, async ({ a, b, c, tilt, stepMm, seed }) => {
        const row: Vec3 = [Math.cos(a) * Math.cos(b), Math.sin(a) * Math.cos(b), Math.sin(b)];
        const side: Vec3 = [-Math.sin(a), Math.cos(a), 0];
        const up = cross(row, side);
        const column = side.map((v, i) => Math.cos(c) * v + Math.sin(c) * up[i]!) as unknown as Vec3;
        const normal = cross(row, column);
        const step = normal.map((v, i) => stepMm * v + stepMm * tilt * column[i]!) as unknown as Vec3;
        const slices = ctSlices({ orientation: [...row, ...column] as unknown as NonNullable<CtSlicesOptions['orientation']>, stepLps: step });
        slices.sort((p, q) => ((Number(p['InstanceNumber']) * (seed + 7)) % 13) - ((Number(q['InstanceNumber']) * (seed + 7)) % 13));
        const { volume } = await seriesToVolume(toInstances(slices));
        expect(worstErrorHu(volume)).toBeLessThan(EXACT_HU);
      }),
      { numRuns: 60 },
    );
  });
});
