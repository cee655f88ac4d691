/**
 * Chooses `lesionCore` of a model's manifest on labelled scans, and says what the choice is worth on patients it was not made on:
 *
 *   npx tsx scripts/calibrate-core.ts --images DIR --reference DIR [--model NAME] [--patients a+b,c] [--share 0.1] [--lost 3]
 *
 * Cases are NAME.nii.gz in both folders (values: 1 organ, 2 lesion; none in healthy scans). --patients joins cases of one patient; every other case is
 * one of its own. A lost lesion counts as --lost false positives. Prints JSON.
 */
import { parseArgs } from 'node:util';
import { findCases } from '../gateway/src/cli/find-cases.ts';
import { loadCt, readInput } from '../gateway/src/cli/load-ct.ts';
import { loadConfig } from '../gateway/src/config.ts';
import { segmentVolume } from '../gateway/src/inference/segment-volume.ts';
import { createLogger } from '../gateway/src/log.ts';
import { SMALLEST_LESION_MM3 } from '../gateway/src/metrics/specificity.ts';
import { readNiftiLabelmap } from '../gateway/src/nifti/read-labelmap.ts';
import { connectedComponents } from '../gateway/src/volume/components.ts';
import { crop, type Box } from '../gateway/src/volume/crop.ts';
import { lpsToIjk, sameGrid, voxelVolumeMl, type Geometry, type Vec3 } from '../gateway/src/volume/geometry.ts';
import { maskOf } from '../gateway/src/volume/mask-of.ts';
import type { Labelmap, Volume } from '../gateway/src/volume/volume.ts';
import { modelLoader } from '../gateway/src/wiring/model-loader.ts';
import { PATHS } from '../gateway/src/wiring/paths.ts';
import { inferencePool } from '../gateway/src/wiring/run-network.ts';

const { values } = parseArgs({ options: { images: { type: 'string' }, reference: { type: 'string' }, model: { type: 'string' }, patients: { type: 'string', default: '' }, share: { type: 'string', default: '0.1' }, lost: { type: 'string', default: '3' } } });
if (values.images === undefined || values.reference === undefined) throw new Error('Give --images and --reference.');
const folders = { images: values.images, reference: values.reference };
const THRESHOLDS = Array.from({ length: 50 }, (_, n) => (50 + n) / 100);

/** One predicted lesion. */
interface Candidate {
  /** Largest probability that the share of its voxels reaches. */
  readonly core: number;
  /** Lesions of the reference that it overlaps. */
  readonly hits: readonly number[];
  readonly isFalse: boolean;
}

interface ScoredScan {
  readonly name: string;
  readonly patient: string;
  readonly lesions: number;
  readonly candidates: readonly Candidate[];
}

interface Outcome {
  readonly hits: number;
  readonly falsePositives: number;
}

function outcome(scans: readonly ScoredScan[], threshold: number): Outcome {
  const kept = scans.map(({ candidates }) => candidates.filter(({ core }) => core >= threshold));
  return {
    hits: kept.reduce((sum, candidates) => sum + new Set(candidates.flatMap(({ hits }) => hits)).size, 0),
    falsePositives: kept.flat().filter(({ isFalse }) => isFalse).length,
  };
}

/** The threshold that is best on these scans, the middle one of equals; 0, no rule, where none is better. */
function choose(scans: readonly ScoredScan[]): number {
  const worth = (threshold: number) => Number(values.lost) * outcome(scans, threshold).hits - outcome(scans, threshold).falsePositives;
  const best = Math.max(...THRESHOLDS.map(worth));
  const equals = THRESHOLDS.filter(threshold => worth(threshold) === best);
  return best > worth(0) ? equals[Math.floor(equals.length / 2)]! : 0;
}

/** The block of a grid that another grid, a crop of it, covers. */
function blockOf(geometry: Geometry, part: Geometry): Box {
  const low = lpsToIjk(geometry, part.originLps).map(Math.round) as unknown as Vec3;
  return { low, high: low.map((v, axis) => v + part.dimensions[axis]!) as unknown as Vec3 };
}

function candidatesOf(answer: { readonly labelmap: Labelmap; readonly lesionProbability?: Volume<Float32Array> }, reference: Labelmap): Pick<ScoredScan, 'lesions' | 'candidates'> {
  const { labelmap, lesionProbability } = answer;
  const isLesion = (value: number) => value === 2;
  const known = connectedComponents(maskOf(reference, isLesion), 6);
  const counts = known.sizes.map(size => 1000 * size * voxelVolumeMl(reference.geometry) >= SMALLEST_LESION_MM3);
  const lesions = counts.filter(Boolean).length;
  if (!lesionProbability) return { lesions, candidates: [] };
  const box = blockOf(labelmap.geometry, lesionProbability.geometry);
  const { labels, sizes } = connectedComponents(maskOf(crop(labelmap, box), isLesion), 26);
  const knownThere = crop({ geometry: reference.geometry, voxels: known.labels }, box).voxels;
  const found = sizes.map(() => ({ probabilities: [] as number[], touched: new Set<number>() }));
  labels.forEach((label, v) => {
    if (label === 0) return;
    found[label]!.probabilities.push(lesionProbability.voxels[v]!);
    if (knownThere[v] !== 0) found[label]!.touched.add(knownThere[v]!);
  });
  const candidates = found.slice(1).map(({ probabilities, touched }): Candidate => ({
    core: probabilities.toSorted((a, b) => b - a)[Math.ceil(Number(values.share) * probabilities.length) - 1]!,
    hits: [...touched].filter(n => counts[n]), isFalse: touched.size === 0,
  }));
  return { lesions, candidates };
}

async function scoreScans(): Promise<readonly ScoredScan[]> {
  const config = loadConfig(process.env['LESION_FORGE_CONFIG'], {}, PATHS.root);
  const [pool, load] = [inferencePool(config, createLogger({ level: 'error' })), modelLoader(config)];
  try {
    const model = await load(values.model);
    const { lesionCore: _, ...manifest } = model.manifest;
    const [images, references] = [await findCases(folders.images), await findCases(folders.reference)];
    const groups = values.patients.split(',').map(group => group.split('+'));
    const scans: ScoredScan[] = [];
    for (const [name, path] of images) {
      const labels = references.get(name);
      if (labels === undefined) throw new Error(`${folders.reference} has no labels of ${name}.`);
      const [{ ct }, reference] = [await loadCt(path), readNiftiLabelmap(await readInput(labels))];
      if (!sameGrid(ct.geometry, reference.geometry, 0.05)) throw new Error(`The labels of ${name} lie on another grid than its image.`);
      const answer = await segmentVolume(ct, { ...model, manifest }, { pool, loadModel: load });
      scans.push({ name, patient: groups.find(group => group.includes(name))?.join('+') ?? name, ...candidatesOf(answer, reference) });
      process.stderr.write(`${name}\n`);
    }
    return scans;
  } finally {
    pool.close();
  }
}

const scans = await scoreScans();
const leftOut = [...new Set(scans.map(({ patient }) => patient))].map(patient => {
  const chosen = choose(scans.filter(scan => scan.patient !== patient));
  return { patient, chosen, ...outcome(scans.filter(scan => scan.patient === patient), chosen) };
});
const chosen = choose(scans);
process.stdout.write(`${JSON.stringify({
  lesions: scans.reduce((sum, { lesions }) => sum + lesions, 0),
  without: outcome(scans, 0), lesionCore: { probability: chosen, share: Number(values.share) }, with: outcome(scans, chosen),
  scans: scans.map(scan => ({ name: scan.name, lesions: scan.lesions, without: outcome([scan], 0), with: outcome([scan], chosen) })),
  leaveOnePatientOut: { hits: leftOut.reduce((sum, { hits }) => sum + hits, 0), falsePositives: leftOut.reduce((sum, { falsePositives }) => sum + falsePositives, 0), patients: leftOut },
}, null, 2)}\n`);
