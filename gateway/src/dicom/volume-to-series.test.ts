import { beforeAll, describe, expect, it } from 'vitest';
import { phantomSeries, STACKS, type PhantomSeries } from '../../../test/support/phantom-series.ts';
import { makeVolume, type HuVolume } from '../volume/volume.ts';
import type { Attributes } from './attributes.ts';
import { encodePart10 } from './encode.ts';
import { assertMarkedSynthetic } from './mark-synthetic.ts';
import { readInstance } from './read.ts';
import { recipeOf } from './recipe.ts';
import { seriesToVolume } from './series-to-volume.ts';
import type { DicomInstance, SeriesVolume } from './series.ts';
import { volumeToSeries, type DerivedSeriesRequest } from './volume-to-series.ts';

const synthetic = { generator: { name: 'ellipsoid', version: '1.0' }, seed: 42, recipe: { seed: 42, lesions: [{ radiusMm: 8.5, label: 'Ü' }] } };
const createdAt = new Date('2025-03-04T05:06:07Z');

let phantom: PhantomSeries;
beforeAll(async () => {
  phantom = await phantomSeries(STACKS[5]!.direction);
});

const derive = (source: SeriesVolume, volume: HuVolume, changes: Partial<DerivedSeriesRequest> = {}) => {
  const series = volumeToSeries({ source, volume, seriesDescription: 'Liver lesion', jobKey: 'job-1', createdAt, synthetic, ...changes });
  return { series, instances: [...series.instances()].map(({ bytes }) => readInstance(bytes)) };
};

/** The volume with every seventh voxel of the lesion part changed. */
function changed({ volume }: SeriesVolume, labels: Uint8Array, deltaHu: number): HuVolume {
  return makeVolume(volume.geometry, Float32Array.from(volume.voxels, (hu, n) => hu + (labels[n] === 2 && n % 7 === 0 ? deltaHu : 0)));
}

const words = (instance: DicomInstance): Uint16Array => {
  if (instance.pixelData?.kind !== 'native') throw new Error('pixel data is not native');
  return new Uint16Array(Uint8Array.from(instance.pixelData.bytes).buffer);
};

describe('volumeToSeries', () => {
  it('comes back as the changed volume at the same places', async () => {
    const volume = changed(phantom.source, phantom.labelmap.voxels, -35.4);
    const { instances } = derive(phantom.source, volume);
    const read = await seriesToVolume(instances, { allowDerived: true, allowSynthetic: true });
    expect(read.volume.geometry).toEqual(phantom.source.volume.geometry);
    expect([...read.volume.voxels]).toEqual(Array.from(volume.voxels, hu => Math.round(hu)));
  });

  it('keeps every stored value outside the change, bit for bit', () => {
    const volume = changed(phantom.source, phantom.labelmap.voxels, 50);
    const { instances } = derive(phantom.source, volume);
    const original = new Map(phantom.instances.map(instance => [instance.sopInstanceUid, words(instance)]));
    const size = 30 * 22;
    let altered = 0;
    instances.forEach((instance, k) => {
      const before = original.get(phantom.source.slices[k]!.sopInstanceUid)!;
      words(instance).forEach((stored, n) => {
        const expected = before[n]! + (volume.voxels[k * size + n] === phantom.source.volume.voxels[k * size + n] ? 0 : 50);
        expect(stored).toBe(expected);
        if (stored !== before[n]) altered++;
      });
    });
    expect(altered).toBeGreaterThan(5);
  });

  it('belongs to the same patient, study and frame of reference, in a new series of new objects', () => {
    const { series, instances } = derive(phantom.source, phantom.source.volume);
    const known = new Set(phantom.source.header.instances.map(({ sopInstanceUid }) => sopInstanceUid));
    for (const { dataset, ...ids } of instances) {
      expect(ids.studyInstanceUid).toBe(phantom.source.header.studyInstanceUid);
      expect(ids.seriesInstanceUid).toBe(series.seriesInstanceUid);
      expect(known.has(ids.sopInstanceUid)).toBe(false);
      expect(dataset.text('00100010')).toBe('Müller^Jürgen=山田^太郎');
      expect(dataset.text('00200052')).toBe(phantom.source.header.frameOfReferenceUid);
    }
    expect(new Set(instances.map(({ sopInstanceUid }) => sopInstanceUid)).size).toBe(instances.length);
    expect(series.seriesInstanceUid).not.toBe(phantom.source.header.seriesInstanceUid);
  });

  it('keeps plane, display and place in the stack in the original text', () => {
    const { instances } = derive(phantom.source, phantom.source.volume);
    instances.forEach(({ dataset }, k) => {
      const from = phantom.source.slices[k]!.dataset;
      for (const tag of ['00200032', '00200037', '00280030', '00180050', '00281050', '00281051', '00281052', '00281053', '00185100', '00200013']) expect(dataset.texts(tag)).toEqual(from.texts(tag));
      expect(dataset.items('00082112')[0]!.text('00081155')).toBe(phantom.source.slices[k]!.sopInstanceUid);
      expect(dataset.items('00082112')[0]!.items('0040A170')[0]!.text('00080100')).toBe('121322');
    });
  });

  it('bears every mark and its recipe', () => {
    const { instances } = derive(phantom.source, phantom.source.volume);
    for (const instance of instances) {
      expect(() => assertMarkedSynthetic(instance)).not.toThrow();
      expect(recipeOf(instance.dataset)).toEqual(synthetic.recipe);
    }
    expect(instances[0]!.dataset.text('0008103E')).toBe('SYNTHETIC - NOT ACQUIRED Liver lesion');
  });

  it('is the same bytes for the same request', () => {
    const bytes = () => [...derive(phantom.source, phantom.source.volume).series.instances()].map(instance => instance.bytes);
    expect(Buffer.compare(Buffer.concat(bytes()), Buffer.concat(bytes()))).toBe(0);
  });

  it('is a source that a segmentation can refer to', () => {
    const { series, instances } = derive(phantom.source, phantom.source.volume);
    expect(series.source.slices.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(instances.map(({ sopInstanceUid }) => sopInstanceUid));
    expect(series.source.slices.map(({ imagePositionText }) => imagePositionText)).toEqual(phantom.source.slices.map(({ imagePositionText }) => imagePositionText));
    expect(series.source.header).toMatchObject({ seriesInstanceUid: series.seriesInstanceUid, synthetic: true });
  });

  it('refuses a volume of another size', () => {
    const geometry = { ...phantom.source.volume.geometry, dimensions: [1, 1, 1] as const };
    expect(() => volumeToSeries({ source: phantom.source, volume: makeVolume(geometry, new Int16Array(1)), seriesDescription: '', jobKey: '', createdAt, synthetic })).toThrow(RangeError);
  });
});

/** The phantom's series with other attributes, pixel data included. */
async function variant(attributes: (k: number) => Attributes, stored: (word: number, n: number) => number): Promise<{ source: SeriesVolume; files: DicomInstance[] }> {
  const base = phantom.instances;
  const files = base.map((instance, k) => {
    const { dataset } = instance;
    const copy: Record<string, Attributes[string]> = {};
    for (const tag of dataset.tags) {
      const vr = dataset.vr(tag)!;
      if (vr === 'US') copy[tag] = { vr, value: dataset.numbers(tag) };
      else if (vr !== 'SQ') copy[tag] = { vr: vr as 'LO', value: dataset.texts(tag) };
    }
    const pixels = words(instance).map((word, n) => stored(word, n) & 0xffff);
    return readInstance(encodePart10({ SOPClassUID: instance.sopClassUid, SOPInstanceUID: instance.sopInstanceUid, ...copy, ...attributes(k), PixelData: new Uint8Array(pixels.buffer) }));
  });
  return { source: await seriesToVolume(files, { allowDerived: true }), files };
}

const expectUnchanged = (derived: readonly DicomInstance[], source: SeriesVolume, files: readonly DicomInstance[]) => {
  const original = new Map(files.map(file => [file.sopInstanceUid, words(file)]));
  derived.forEach((instance, k) => expect(words(instance)).toEqual(original.get(source.slices[k]!.sopInstanceUid)));
};

describe('volumeToSeries with other pixel formats', () => {
  it('brings padding back although it was read as air', async () => {
    const { source, files } = await variant(
      () => ({ '00280103': { vr: 'US', value: 1 }, '00281052': { vr: 'DS', value: '0' }, '00280120': { vr: 'SS', value: -2000 } }),
      (word, n) => (n % 30 < 3 ? -2000 : word - 1024),
    );
    expect(source.volume.voxels[0]).toBe(-1024);
    const { instances } = derive(source, source.volume);
    expectUnchanged(instances, source, files);
    expect(instances[0]!.dataset.numbers('00280120')).toEqual([-2000]);
    expect(instances[0]!.dataset.vr('00280120')).toBe('SS');
  });

  it('inverts slopes that differ from slice to slice, and are no whole numbers', async () => {
    const { source, files } = await variant(k => ({ '00281053': { vr: 'DS', value: String(0.5 + 0.01 * k) }, '00281052': { vr: 'DS', value: '-1000.25' } }), word => word);
    const { instances } = derive(source, source.volume);
    expectUnchanged(instances, source, files);
    expect(instances.map(({ dataset }) => dataset.text('00281053'))).toEqual(source.slices.map(({ dataset }) => dataset.text('00281053')));
  });

  it('keeps 12 bits while they suffice and widens them when they do not', async () => {
    const twelve = { '00280101': { vr: 'US', value: 12 }, '00280102': { vr: 'US', value: 11 } } as const;
    const { source, files } = await variant(() => twelve, word => word);
    const bits = (deltaHu: number) => {
      const { series, instances } = derive(source, changed(source, phantom.labelmap.voxels, deltaHu));
      return { series, instances, layout: ['00280101', '00280102', '00280103'].map(tag => instances[0]!.dataset.number(tag)) };
    };
    expectUnchanged(derive(source, source.volume).instances, source, files);
    expect(bits(40).layout).toEqual([12, 11, 0]);
    expect(bits(4000).layout).toEqual([16, 15, 0]);
    expect(bits(-3000).layout).toEqual([16, 15, 1]);
    const { series, instances } = bits(-3000);
    expect(series.warnings).toEqual([]);
    const read = await seriesToVolume(instances, { allowDerived: true, allowSynthetic: true });
    expect([...read.volume.voxels]).toEqual([...changed(source, phantom.labelmap.voxels, -3000).voxels]);
  });

  it('clips what no format can hold, and says so', async () => {
    const { source, files } = await variant(() => ({}), (word, n) => (n === 0 ? 60_000 : word));
    const { series, instances } = derive(source, changed(source, phantom.labelmap.voxels, -3000));
    expect(series.warnings.map(({ code }) => code)).toEqual(['pixels/clipped']);
    expect(words(instances[0]!)[0]).toBe(60_000);
    expect(Math.min(...instances.flatMap(instance => [...words(instance)]))).toBe(0);
    expect(files).toHaveLength(instances.length);
  });

  it('leaves dose, exposure, irradiation event and private attributes behind', async () => {
    const unwanted: Attributes = {
      ExposureTime: '500', XRayTubeCurrent: '200', Exposure: '100', CTDIvol: { vr: 'FD', value: 12.5 }, IrradiationEventUID: '1.2.3', AcquisitionUID: '1.2.4',
      '00190010': { vr: 'LO', value: 'VENDOR' }, '00191001': { vr: 'LO', value: 'raw' }, KVP: '120', ConvolutionKernel: 'B30f',
    };
    const { source } = await variant(() => unwanted, word => word);
    const { dataset } = derive(source, source.volume).instances[0]!;
    expect([dataset.text('00180060'), dataset.text('00181210')]).toEqual(['120', 'B30f']);
    for (const tag of ['00181150', '00181151', '00181152', '00189345', '00083010', '00080017', '00190010', '00191001']) {
      expect(source.header.dataset.has(tag)).toBe(true);
      expect(dataset.has(tag)).toBe(false);
    }
  });

  it('turns a multi-frame source into single images that name their frames', async () => {
    const { slices, header } = phantom.source;
    // Frames in another order than the slices.
    const order = [...slices.keys()].sort((a, b) => ((a * 5) % 14) - ((b * 5) % 14));
    const pixels = order.map(k => words(phantom.instances.find(({ sopInstanceUid }) => sopInstanceUid === slices[k]!.sopInstanceUid)!));
    const enhanced = readInstance(
      encodePart10({
        SpecificCharacterSet: 'ISO_IR 192', SOPClassUID: '1.2.840.10008.5.1.4.1.1.2.1', SOPInstanceUID: '2.25.99', StudyInstanceUID: '2.25.1', SeriesInstanceUID: '2.25.2',
        FrameOfReferenceUID: header.frameOfReferenceUid, Modality: 'CT', PatientName: 'Ångström', PatientID: '1', ImageType: ['ORIGINAL', 'PRIMARY', 'VOLUME', 'NONE'],
        Rows: 22, Columns: 30, NumberOfFrames: 14, SamplesPerPixel: 1, PhotometricInterpretation: 'MONOCHROME2', BitsAllocated: 16, BitsStored: 16, HighBit: 15, PixelRepresentation: 0,
        SharedFunctionalGroupsSequence: [
          {
            PlaneOrientationSequence: [{ ImageOrientationPatient: header.imageOrientationText }],
            PixelMeasuresSequence: [{ PixelSpacing: header.pixelSpacingText, SliceThickness: '2.5' }],
            PixelValueTransformationSequence: [{ RescaleSlope: '1', RescaleIntercept: '-1024', RescaleType: 'HU' }],
          },
        ],
        PerFrameFunctionalGroupsSequence: order.map(k => ({ PlanePositionSequence: [{ ImagePositionPatient: slices[k]!.imagePositionText }] })),
        PixelData: new Uint8Array(Uint16Array.from(pixels.flatMap(frame => [...frame])).buffer),
      }),
    );
    const source = await seriesToVolume([enhanced], {});
    const { instances } = derive(source, changed(source, phantom.labelmap.voxels, 25));
    expect(instances.map(({ sopClassUid }) => sopClassUid)).toEqual(Array.from({ length: 14 }, () => '1.2.840.10008.5.1.4.1.1.2'));
    instances.forEach(({ dataset }, k) => {
      expect(dataset.items('00082112')[0]!.number('00081160')).toBe(order.indexOf(k) + 1);
      expect(dataset.texts('00200032')).toEqual(slices[k]!.imagePositionText);
      expect(['00281052', '00281053', '00280030', '00180050', '00200013'].map(tag => dataset.text(tag))).toEqual(['-1024', '1', '0.8\\0.703125', '2.5', String(k + 1)]);
    });
    const read = await seriesToVolume(instances, { allowDerived: true, allowSynthetic: true });
    expect([...read.volume.voxels]).toEqual([...changed(phantom.source, phantom.labelmap.voxels, 25).voxels]);
  });
});
