import { join } from 'node:path';
import { GatewayError } from '../errors.ts';
import { growthSeries, radiiByDoubling } from '../synthesis/scan/growth-series.ts';
import { automaton } from '../synthesis/generators/automaton.ts';
import { generatorNamed, organNamed } from '../tasks/synthesize.ts';
import { voxelVolumeMl } from '../volume/geometry.ts';
import { localKernels } from '../wiring/local-kernels.ts';
import { localInference } from '../wiring/local-inference.ts';
import type { Command, Values } from './command.ts';
import { loadCt } from './load-ct.ts';
import { loadMask } from './load-mask.ts';
import { OutputFolder } from './output-folder.ts';
import { chosenDonors, DONOR_OPTIONS } from './synthesize/chosen-donors.ts';
import { scanOptions } from './synthesize/scan-options.ts';
import { writeScan } from './synthesize/write-scan.ts';
import { number, optional, point, required } from './values.ts';
import { writeWholeFolder } from './whole-folder.ts';

const DEFAULT_RADIUS_MM = 5;
const DEFAULT_DOUBLING_DAYS = 120;

export const grow: Command = {
  name: 'grow',
  summary: 'let one synthetic lesion grow in a CT',
  usage: `--in DIR|ZIP|NIFTI --mask NIFTI|SEG --out DIR (--days 0,90,180 [--radius-mm 5] [--doubling-days 120] | --radii-mm 4,6,9)
     [--centre-mm x,y,z] [--seed N] [--generator NAME] [--organ NAME [--organ-label TEXT]] [--kind NAME] [--phase native|arterial|venous|delayed]
     [--parameters JSON] [--series UID] [--donors DIR | --donor IMAGE --donor-mask LABEL]

Writes a folder for each time, as synthesize does, and growth.json. Same site, same look, each label inside the next. --radius-mm is the size on
day 0; the volume doubles every --doubling-days. Default generator: ${automaton.name}.`,
  options: {
    in: { type: 'string' }, mask: { type: 'string' }, out: { type: 'string' }, days: { type: 'string' }, 'radius-mm': { type: 'string' }, 'doubling-days': { type: 'string' }, 'radii-mm': { type: 'string' },
    'centre-mm': { type: 'string' }, seed: { type: 'string' }, generator: { type: 'string' }, organ: { type: 'string' }, 'organ-label': { type: 'string' }, kind: { type: 'string' }, phase: { type: 'string' },
    parameters: { type: 'string' }, series: { type: 'string' }, ...DONOR_OPTIONS,
  },
  async run({ values, signal, progress, environment, log }) {
    const out = required(values, 'out');
    const times = timesOf(values);
    const organ = organNamed(optional(values, 'organ'), optional(values, 'organ-label'));
    const generator = generatorNamed(optional(values, 'generator') ?? automaton.name);
    const { lesions: _, ...asked } = scanOptions({ ...values, 'radius-mm': undefined });
    const centreLps = point(values, 'centre-mm');
    const choose = localKernels({ environment, log });
    const { ct, series } = await loadCt(required(values, 'in'), { seriesUid: optional(values, 'series') });
    const organMask = await loadMask(required(values, 'mask'), ct.geometry, organ);
    progress('grow', 0.3);
    const { networks, close } = localInference({ environment, log });
    const tools = { signal, networks, kernels: await choose(), ...chosenDonors(values, environment) };
    const radiiMm = times.map(({ radiusMm }) => radiusMm);
    const grown = await growthSeries({ ct, organMask, organ, generator, radiiMm, ...asked, ...(centreLps ? { centreLps } : {}) }, tools).finally(close);
    const entries = [];
    for (const [n, made] of grown.entries()) {
      await writeWholeFolder(join(out, times[n]!.folder), folder => writeScan(folder, { organ, organMask, generator, made, series }));
      entries.push({ ...times[n]!, volumeMl: made.instances.voxels.reduce((sum, v) => sum + (v ? 1 : 0), 0) * voxelVolumeMl(ct.geometry) });
      progress('write', 0.6 + (0.4 * (n + 1)) / grown.length);
    }
    await new OutputFolder(out).writeJson('growth.json', { generator: generator.name, seed: asked.seed, times: entries });
    return { json: { out, times: entries }, lines: [...entries.map(({ folder, radiusMm, volumeMl }) => `${folder}: r = ${radiusMm.toFixed(1)} mm, ${volumeMl.toFixed(2)} ml`), `Written to ${out}.`] };
  },
};

interface Time {
  readonly folder: string;
  readonly radiusMm: number;
  readonly day?: number;
}

/** The times to show: days after a first size, or sizes alone. Throws request/invalid. */
function timesOf(values: Values): readonly Time[] {
  const [days, radiiMm] = [numbers(values, 'days'), numbers(values, 'radii-mm')];
  if ((days === undefined) === (radiiMm === undefined)) throw new GatewayError('request/invalid', 'Give either --days or --radii-mm.');
  if (radiiMm) return radiiMm.map((radiusMm, n) => ({ folder: `time-${String(n + 1).padStart(2, '0')}`, radiusMm }));
  const doublingDays = number(values, 'doubling-days') ?? DEFAULT_DOUBLING_DAYS;
  if (!(doublingDays > 0)) throw new GatewayError('request/invalid', '--doubling-days must be positive.');
  const radii = radiiByDoubling({ radiusMm: number(values, 'radius-mm') ?? DEFAULT_RADIUS_MM, doublingDays, days: days! });
  return days!.map((day, n) => ({ folder: `day-${String(day).padStart(4, '0')}`, radiusMm: radii[n]!, day }));
}

/** Numbers separated by commas. Throws request/invalid. */
function numbers(values: Values, name: string): readonly number[] | undefined {
  const text = optional(values, name);
  if (text === undefined) return undefined;
  const list = text.split(',').map(part => (part.trim() === '' ? NaN : Number(part)));
  if (list.every(Number.isFinite)) return list;
  throw new GatewayError('request/invalid', `--${name} must be numbers separated by commas, got "${text}".`);
}
