import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pythonWith, runPython } from '../../support/python.ts';
import type { Benchmark, Row } from '../benchmark.ts';

interface LesionTimes {
  readonly surveyMs: number;
  readonly lesions: readonly { readonly generator: string; readonly radiusMm: number; readonly ms: number; readonly peakMb: number }[];
}

const GENERATORS = ['studio', 'paper', 'repo'];
/** Wanted of one lesion of these after the statistics of its scan, ms by radius in mm. */
const TARGET_MS: Readonly<Record<number, number>> = { 5: 3, 15: 25, 40: 250 };
const TARGETED = ['studio', 'paper'];
const SURVEY_TARGET_MS = 300;
/** The same steps in NumPy and SciPy should take so many times as long. */
const FACTOR = 4;
const COMPARED_MM = [16, 32];

/**
 * Processor time of hand-crafted lesions on one core, 0.8 mm voxels, beside the same steps in NumPy and SciPy; and what is measured once per scan.
 * Each generator in a process of its own, so that none meets loops that the engine has fitted to another.
 */
export const lesion: Benchmark = {
  name: 'lesion on one core',
  async run() {
    const runs = GENERATORS.map(timesOf);
    const peers = numpyTimes();
    const rows: Row[] = [{ what: 'survey of a liver in 170 x 512 x 512, once per scan, shortest', value: Math.min(...runs.map(run => run.surveyMs)), unit: 'ms', target: SURVEY_TARGET_MS }];
    for (const { generator, radiusMm, ms, peakMb } of runs.flatMap(run => run.lesions)) {
      const peerMs = peers?.[generator]?.[radiusMm];
      const target = TARGETED.includes(generator) ? TARGET_MS[radiusMm] : undefined;
      rows.push({
        what: `${generator} lesion of ${radiusMm} mm, shortest`,
        value: ms,
        unit: 'ms',
        ...(target === undefined ? {} : { target }),
        ...(peerMs === undefined ? {} : { peer: { name: 'NumPy and SciPy', value: peerMs } }),
      });
      if (peerMs !== undefined) rows.push({ what: `- of what NumPy and SciPy take`, value: (100 * ms) / peerMs, unit: '%', target: 100 / FACTOR });
      if (radiusMm === 40 && peakMb > 0) rows.push({ what: `- memory beyond that of smaller ones`, value: peakMb, unit: 'MB' });
    }
    return rows;
  },
};

function timesOf(generator: string): LesionTimes {
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve(import.meta.dirname, '../lesion-times.mjs'), generator], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as LesionTimes;
}

function numpyTimes(): Readonly<Record<string, Readonly<Record<string, number>>>> | undefined {
  const python = pythonWith('scipy');
  if (!python) return undefined;
  return runPython(python, readFileSync(resolve(import.meta.dirname, '../peers/lesion_numpy.py'), 'utf8'), { radii: COMPARED_MM });
}
