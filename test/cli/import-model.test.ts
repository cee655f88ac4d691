import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNiftiLabelmap } from '../../gateway/src/nifti/read-labelmap.ts';
import { writeNifti } from '../../gateway/src/nifti/write.ts';
import { ijkToLps, lpsToIjk, type Geometry, type Vec3 } from '../../gateway/src/volume/geometry.ts';
import { makeVolume } from '../../gateway/src/volume/volume.ts';
import { runCli } from '../support/cli.ts';
import { pointwise, writeNetwork } from '../support/test-network.ts';

const geometry: Geometry = { dimensions: [40, 34, 22], spacingMm: [2, 2.2, 3], originLps: [-35, -40, 60], direction: [0.8, 0.6, 0, -0.6, 0.8, 0, 0, 0, 1] };
const organLps = ijkToLps(geometry, [18, 16, 10]);
const lesionLps = organLps.map((v, a) => v + [9, -6, 5][a]!) as unknown as Vec3;

/** An organ of 100 HU with a lesion of 200 HU off its middle, in air. */
const ct = makeVolume(geometry, Int16Array.from({ length: 40 * 34 * 22 }, (_, v) => {
  const p = ijkToLps(geometry, [v % 40, Math.floor(v / 40) % 34, Math.floor(v / (40 * 34))]);
  const within = (place: Vec3, mm: number) => Math.hypot(...p.map((x, a) => x - place[a]!)) <= mm;
  return within(lesionLps, 7) ? 200 : within(organLps, 22) ? 100 : -800;
}));

const nnunetFiles = {
  'plans.json': {
    image_reader_writer: 'SimpleITKIO', transpose_forward: [0, 1, 2],
    configurations: { '3d_fullres': { spacing: [3, 2, 2], patch_size: [16, 24, 32], normalization_schemes: ['CTNormalization'] } },
    foreground_intensity_properties_per_channel: { 0: { mean: 100, std: 50, percentile_00_5: -100, percentile_99_5: 300 } },
  },
  'dataset.json': { channel_names: { 0: 'CT' }, labels: { background: 0, liver: 1, tumour: 2 } },
};
/** On z = (HU - 100) / 50: organ above -1, lesion above 1. */
const NNUNET_LAYERS = [pointwise([0, 0], [4, 4], [12, -4])];

const bundleFiles = {
  'configs/metadata.json': { network_data_format: { inputs: { image: { num_channels: 1 } }, outputs: { pred: { channel_def: { 0: 'background', 1: 'liver', 2: 'liver lesion' } } } } },
  'configs/inference.json': {
    preprocessing: { transforms: [
      { _target_: 'Orientationd', axcodes: 'RAS' }, { _target_: 'Spacingd', pixdim: [2, 2, 3] },
      { _target_: 'ScaleIntensityRanged', a_min: -100, a_max: 300, b_min: 0, b_max: 1, clip: true },
    ] },
    inferer: { _target_: 'SlidingWindowInferer', roi_size: [32, 24, 16], overlap: 0.25 },
  },
};
/** On u = (HU + 100) / 400: organ above 0.375, lesion above 0.625. */
const BUNDLE_LAYERS = [pointwise([0, 0], [32, -12], [96, -52])];

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
const write = (name: string, files: Readonly<Record<string, unknown>>) => {
  for (const [file, value] of Object.entries(files)) {
    mkdirSync(at(name, file, '..'), { recursive: true });
    writeFileSync(at(name, file), JSON.stringify(value));
  }
};
const importModel = (from: string, to: string, ...args: string[]) => runCli(['import-model', '--in', at(from), '--onnx', at(`${from}.onnx`), '--out', at('models', to), '--licence', 'CC-BY-4.0', ...args]);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lesion-forge-import-'));
  write('nnunet', nnunetFiles);
  write('bundle', bundleFiles);
  writeNetwork(folder, 'nnunet', NNUNET_LAYERS);
  writeNetwork(folder, 'bundle', BUNDLE_LAYERS);
  writeFileSync(at('ct.nii.gz'), writeNifti(ct, { gzip: true }));
  writeFileSync(at('config.json'), JSON.stringify({ models: { dir: 'models', default: 'site-nnunet' }, inference: { providers: ['cpu'], processes: 1 } }));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('lesionforge import-model', () => {
  it.each([
    ['nnunet', 'site-nnunet', ['--orientation', 'LPS']],
    ['bundle', 'site-bundle', []],
  ] as const)('takes a %s export that then finds the lesion where it is', async (from, name, args) => {
    const run = await importModel(from, name, ...args);
    expect(run.status, run.stderr).toBe(0);
    const segmented = await runCli(['segment', '--in', at('ct.nii.gz'), '--out', at(`out-${name}`), '--model', name], { LESION_FORGE_CONFIG: at('config.json') });
    expect(segmented.status, segmented.stderr).toBe(0);
    const labels = readNiftiLabelmap(readFileSync(at(`out-${name}`, 'labelmap.nii.gz')));
    const valueAt = (lps: Vec3) => {
      const [i, j, k] = lpsToIjk(labels.geometry, lps).map(Math.round) as [number, number, number];
      return labels.voxels[i + labels.geometry.dimensions[0] * (j + labels.geometry.dimensions[1] * k)];
    };
    expect([valueAt(lesionLps), valueAt(organLps), valueAt(organLps.map((v, a) => v - [14, -8, 4][a]!) as unknown as Vec3)]).toEqual([2, 1, 1]);
    const { findings } = JSON.parse(readFileSync(at(`out-${name}`, 'findings.json'), 'utf8'));
    expect(findings).toHaveLength(1);
    expect(Math.hypot(...(findings[0].centroidLps as Vec3).map((v, a) => v - lesionLps[a]!))).toBeLessThan(1.5);
  });

  it.each([
    ['an orientation that nobody states', 'nnunet', [], /--orientation/],
    ['an orientation that contradicts the export', 'bundle', ['--orientation', 'LPS'], /says orientation RAS/],
    ['a patch that is not three-dimensional', 'flat', ['--orientation', 'LPS'], /three positive numbers/],
    ['a file that is no network', 'noise', ['--orientation', 'LPS'], /cannot be opened/],
    ['a folder of another kind', 'nothing', [], /plans\.json and dataset\.json/],
  ])('refuses %s and writes nothing', async (_, from, args, words) => {
    if (from === 'flat') {
      write('flat', { ...nnunetFiles, 'plans.json': { ...nnunetFiles['plans.json'], configurations: { '3d_fullres': { ...nnunetFiles['plans.json'].configurations['3d_fullres'], patch_size: [24, 32] } } } });
      writeNetwork(folder, 'flat', NNUNET_LAYERS);
    }
    if (from === 'noise') {
      write('noise', nnunetFiles);
      writeFileSync(at('noise.onnx'), 'not a network');
    }
    if (from === 'nothing') mkdirSync(at('nothing'));
    const run = await importModel(from, `refused-${from}-${args.length}`, ...args);
    expect(run.status).not.toBe(0);
    expect(run.stderr).toMatch(words);
    expect(() => readFileSync(at('models', `refused-${from}-${args.length}`, 'model.json'))).toThrow();
  });

  it('leaves nothing behind when the model cannot be loaded, and never writes over one that is there', async () => {
    const misnamed = await importModel('nnunet', 'Not-A-Name', '--orientation', 'LPS');
    expect(misnamed.status).not.toBe(0);
    expect(readdirSync(at('models')).filter(name => /not-a-name/i.test(name))).toEqual([]);
    const again = await importModel('bundle', 'site-nnunet');
    expect(again.stderr).toContain('is there already');
  });
});
