import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { challengeCsv } from '../challenge/challenge-csv.ts';
import { challengePage } from '../challenge/challenge-page.ts';
import { chooseShown } from '../challenge/choose-shown.ts';
import type { RoundResult } from '../challenge/make-round.ts';
import { packRounds, type UnplacedLesion } from '../challenge/pack-rounds.ts';
import type { ScanReport } from '../challenge/scan-report.ts';
import { summariseChallenge, type ChallengeSummary } from '../challenge/summarise-challenge.ts';
import { wantedLesions, type ChallengeGrid } from '../challenge/wanted-lesions.ts';
import { GatewayError } from '../errors.ts';
import type { ModelManifest } from '../inference/manifest.ts';
import { manifestDigest } from '../inference/manifest-digest.ts';
import type { Generator, GeneratorTools } from '../synthesis/generator.ts';
import { organsOf, type RunNetwork } from '../tasks/segment-ct.ts';
import { generatorNamed } from '../tasks/synthesize.ts';
import { maskOf } from '../volume/mask-of.ts';
import type { HuVolume, Labelmap } from '../volume/volume.ts';
import { localInference } from '../wiring/local-inference.ts';
import { localKernels } from '../wiring/local-kernels.ts';
import { localServices } from '../wiring/local-services.ts';
import { challengeInputs, type ChallengeInput } from './challenge/challenge-inputs.ts';
import { challengeOptions, type ChallengeOptions } from './challenge/challenge-options.ts';
import { prepareScan } from './challenge/prepare-scan.ts';
import { keepToRequest } from './challenge/keep-to-request.ts';
import { pictureName, roundFolder, runRounds } from './challenge/run-rounds.ts';
import type { Command, CommandContext } from './command.ts';
import { optional, required } from './values.ts';
import { writeWholeFolder } from './whole-folder.ts';

export const challenge: Command = {
  name: 'challenge',
  summary: 'find out which synthetic lesions a model sees, by size and contrast',
  usage: `(--in DIR|ZIP|NIFTI [--mask NIFTI|SEG] | --images DIR [--masks DIR]) --out DIR [--model NAME] [--generator NAME] [--seeds 3] [--seed 1]
           [--contrast darker|brighter] [--per-scan 6] [--workers 1] [--organ NAME]

Puts lesions of five sizes (3 to 28 mm radius) and three contrasts (10 to 80 HU) into healthy scans, --seeds of each a scan, several to a scan and
clear of each other, has each scan segmented and says what was found. Without a mask the model's own outline of the organ is taken. Writes
challenge.html (heat map, pictures), challenge.json and cases.csv; what the model marks in the untouched scan is stated and no lesion is put on it.
The same command again goes on where it stopped. --workers scans are worked on at once, each with a copy of the scan in memory.`,
  options: {
    in: { type: 'string' }, mask: { type: 'string' }, images: { type: 'string' }, masks: { type: 'string' }, out: { type: 'string' }, model: { type: 'string' }, generator: { type: 'string' },
    seeds: { type: 'string' }, seed: { type: 'string' }, contrast: { type: 'string' }, 'per-scan': { type: 'string' }, workers: { type: 'string' }, organ: { type: 'string' },
  },
  async run(context) {
    const { values, environment, log, signal } = context;
    const [out, options, generator, inputs] = [required(values, 'out'), challengeOptions(values), generatorNamed(optional(values, 'generator')), await challengeInputs(values)];
    const wanted = wantedLesions(options.grid, { ...options, generator });
    const services = await localServices({ environment, log });
    const inference = localInference({ environment, log });
    try {
      const model = services.model(optional(values, 'model'));
      const target = targetOf(model, optional(values, 'organ'));
      await keepToRequest(out, { generator: [generator.name, generator.version], models: digestsOf(model, services.model), organ: target.organ.name, inputs, ...options, workers: undefined });
      const tools: GeneratorTools = { signal, kernels: await localKernels({ environment, log })(), networks: inference.networks };
      const outcome = await runChallenge({ inputs, wanted, options, target, generator, out, tools, segment: segmenter(services.runNetwork, model, context) }, context);
      return await writeChallenge(outcome, { grid: options.grid, model, generator, out });
    } finally {
      inference.close();
      await services.close();
    }
  },
};

/** What decides the answer: networks and the rules of their manifests. */
const digestsOf = (model: ModelManifest, named: (name: string) => ModelManifest): readonly (readonly [name: string, digest: string])[] =>
  [model, ...(model.localiser ? [named(model.localiser.model)] : [])].map(manifest => [manifest.name, manifestDigest(manifest)] as const);

type Target = ReturnType<typeof targetOf>;

/** The organ whose lesions the model finds. Throws model/wrong-task. */
function targetOf(model: ModelManifest, name: string | undefined) {
  const organs = organsOf(model).flatMap(({ lesionValue, ...rest }) => (lesionValue === undefined ? [] : [{ ...rest, lesionValue }]));
  const found = name === undefined ? organs[0] : organs.find(({ organ }) => organ.name === name);
  if (found) return found;
  throw new GatewayError('model/wrong-task', `Model ${model.name} finds no lesions${name === undefined ? '' : ` of the ${name}`}; choose one that does.`, { context: { model: model.name } });
}

const segmenter = (runNetwork: RunNetwork, model: ModelManifest, { signal }: CommandContext) => async (ct: HuVolume): Promise<Labelmap> => (await runNetwork(ct, model, { signal, onProgress: () => undefined })).labelmap;

interface ChallengeRun {
  readonly inputs: readonly ChallengeInput[];
  readonly wanted: ReturnType<typeof wantedLesions>;
  readonly options: ChallengeOptions;
  readonly target: Target;
  readonly generator: Generator;
  readonly out: string;
  readonly tools: GeneratorTools;
  readonly segment: (ct: HuVolume) => Promise<Labelmap>;
}

interface ChallengeOutcome {
  readonly cases: RoundResult['cases'];
  readonly unplaced: readonly (UnplacedLesion & { readonly scan: string })[];
  readonly scans: readonly ScanReport[];
}

/** One scan after the other. Throws placement/no-legal-site when no lesion found a place in any. */
async function runChallenge({ inputs, wanted, options, target, generator, out, tools, segment }: ChallengeRun, { progress }: CommandContext): Promise<ChallengeOutcome> {
  const outcome = { cases: [] as RoundResult['cases'][number][], unplaced: [] as ChallengeOutcome['unplaced'][number][], scans: [] as ScanReport[] };
  for (const [n, input] of inputs.entries()) {
    progress('challenge', n / inputs.length);
    const scan = await prepareScan(input, { ...target, generator, out, segment });
    const { survey } = scan.setting;
    const packing = packRounds(wanted, { survey, generator, perScan: options.perScan });
    let done = 0;
    const onDone = () => progress('challenge', (n + ++done / packing.rounds.length) / inputs.length);
    const rounds = packing.rounds.map((lesions, at) => ({ scan, lesions, number: at + 1 }));
    const results = await runRounds({ out, rounds, workers: options.workers, tools, onDone, find: async ct => maskOf(await segment(ct), value => value === target.lesionValue) });
    outcome.cases.push(...results.flatMap(({ cases }) => cases));
    outcome.unplaced.push(...[...packing.unplaced, ...results.flatMap(({ unplaced }) => unplaced)].map(lesion => ({ ...lesion, scan: scan.name })));
    const { volumeMl: organMl, meanHu, noiseSdHu } = survey.statistics;
    outcome.scans.push({ name: scan.name, organMl, meanHu, noiseSdHu, untouchedMm3: scan.untouchedMm3, rounds: rounds.length, newFalsePositivesMm3: results.flatMap(({ newFalsePositivesMm3 }) => newFalsePositivesMm3) });
  }
  if (outcome.cases.length === 0) throw new GatewayError('placement/no-legal-site', `None of the ${outcome.unplaced.length} lesions finds a place in these organs; check that the mask is the whole organ.`);
  return outcome;
}

interface Writing {
  readonly grid: ChallengeGrid;
  readonly model: ModelManifest;
  readonly generator: Generator;
  readonly out: string;
}

async function writeChallenge({ cases, unplaced, scans }: ChallengeOutcome, { grid, model, generator, out }: Writing) {
  const summary = summariseChallenge(grid, cases, unplaced);
  const shown = await Promise.all(chooseShown(cases).map(async lesion => ({ lesion, png: await readFile(join(roundFolder(out, lesion.scan, lesion.round), pictureName(lesion.lesion))) })));
  const shared = {
    intendedUse: 'Research use only. Not a medical device.', model: { name: model.name, version: model.version, sha256: model.sha256 }, generator: { name: generator.name, version: generator.version },
    rows: bandsOf(grid.rows), columns: bandsOf(grid.columns), summary, scans,
  };
  const files = await writeWholeFolder(out, async folder => {
    await folder.write('cases.csv', challengeCsv(grid, cases, unplaced));
    await folder.write('challenge.html', challengePage({ grid, summary, scans, shown, model: `${model.name} ${model.version}`, generator: `${generator.name} ${generator.version}` }));
    await folder.writeJson('challenge.json', { ...shared, cases, unplaced });
  });
  return { json: { ...shared, out, files }, lines: [...linesOf(grid, summary, scans), `Written to ${out}: ${files.join(', ')}. Research use only.`] };
}

const bandsOf = ({ name, title, bands }: ChallengeGrid['rows']) => ({ name, title, bands });

function linesOf({ rows, columns }: ChallengeGrid, { all, cells, byRow }: ChallengeSummary, scans: readonly ScanReport[]): string[] {
  const width = 10;
  const row = (name: string, values: readonly string[]) => [name, ...values].map(text => text.padEnd(width)).join(' ').trimEnd();
  return [
    row('', [...columns.bands.map(({ label }) => label), 'all']),
    ...rows.bands.map(({ label }, n) => row(label, [...cells.filter(cell => cell.row === n), byRow[n]!].map(({ atAnyOverlap: { count, total } }) => `${count}/${total}`))),
    `Found: ${all.atAnyOverlap.count} of ${all.atAnyOverlap.total}; at IoU >= 0.1: ${all.atIou.count}; no place: ${all.unplaced}.`,
    ...scans.map(({ name, untouchedMm3, rounds, newFalsePositivesMm3 }) => `${name}: ${untouchedMm3.length} marked in the untouched scan; ${newFalsePositivesMm3.length} new false positives in ${rounds} scans with lesions.`),
  ];
}
