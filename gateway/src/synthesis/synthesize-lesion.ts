import { createHash } from 'node:crypto';
import type { LesionKind } from '../anatomy/lesion-kind.ts';
import { lesionKindNamed } from '../anatomy/lesion-kind-named.ts';
import type { ContrastPhase, Organ } from '../anatomy/organ.ts';
import { GatewayError } from '../errors.ts';
import { paste } from '../volume/crop.ts';
import type { Vec3 } from '../volume/geometry.ts';
import { makeVolume, type HuVolume, type Volume } from '../volume/volume.ts';
import { guessPhase } from './contrast.ts';
import { generateInto } from './generate-into.ts';
import type { Generator, GeneratorTools } from './generator.ts';
import { measureOrgan, type OrganSurvey } from './organ-statistics.ts';
import { checkParameters } from './parameters.ts';
import { choosePlacement, type Placement } from './placement.ts';
import type { SynthesisWarning } from './warning.ts';

export interface SynthesizeLesionInput {
  readonly ct: HuVolume;
  /** 1 = organ, on the grid of the CT. */
  readonly organMask: Volume<Uint8Array>;
  readonly organ: Organ;
  readonly generator: Generator;
  readonly request: {
    /** Volume-equivalent radius, mm. */
    readonly radiusMm: number;
    /** Site in LPS mm; absent: a legal one is drawn from the seed. */
    readonly centreLps?: Vec3;
    /** Unsigned 32-bit. */
    readonly seed: number;
    /** Name of one of the organ's lesion kinds; absent: its first. */
    readonly kind?: string;
    /** Absent: guessed from the parenchyma. */
    readonly phase?: ContrastPhase;
    /** The generator's own, checked against its schema. */
    readonly parameters?: Readonly<Record<string, unknown>>;
  };
  /** What measureOrgan gave for this CT and mask, to spare measuring again. */
  readonly survey?: OrganSurvey;
}

/** Enough to make the same bytes again from the same scan. JSON-serialisable. */
export type Recipe = Readonly<Record<string, unknown>>;

export interface SynthesizedLesion {
  /** The whole CT with the lesion: a copy, equal bit for bit outside the lesion's support. */
  readonly ct: HuVolume;
  /** 1 = lesion, on the grid of the CT. */
  readonly lesionLabel: Volume<Uint8Array>;
  readonly placement: Placement;
  readonly recipe: Recipe;
  readonly warnings: readonly SynthesisWarning[];
}

/**
 * Puts one lesion into a CT. Pure: nothing given is changed, and the same input gives the same bytes.
 * Throws GatewayError with kind/unknown, mask/*, placement/*, generator/invalid-parameters, pixels/implausible-hu.
 */
export async function synthesizeLesion(input: SynthesizeLesionInput, tools: GeneratorTools): Promise<SynthesizedLesion> {
  const { ct, organMask, organ, generator, request } = input;
  const { radiusMm, seed, centreLps } = request;
  const kind = lesionKindNamed(organ, request.kind);
  checkNumbers(input, kind);
  const parameters = checkParameters(generator, request.parameters ?? {});
  const survey = input.survey ?? measureOrgan(ct, organMask);
  tools.signal.throwIfAborted();
  const { statistics } = survey;
  const phase = request.phase ?? guessPhase(organ, statistics.meanHu);
  const placement = choosePlacement({ survey, radiusMm, seed, ...(centreLps ? { centreLps } : {}) });
  const lesion = { centreLps: placement.centreLps, radiusMm, kind, phase, parameters, seed };
  const { box, patch, generated } = await generateInto({ ct, organMask, organ, statistics, generator, lesion }, tools);

  const composed = makeVolume<Float32Array | Int16Array>(ct.geometry, ct.voxels.slice()) as HuVolume;
  paste<Float32Array | Int16Array>(composed, patch, box);
  const lesionLabel = makeVolume(ct.geometry, new Uint8Array(ct.voxels.length));
  paste(lesionLabel, generated.label, box);
  const warnings = [...survey.warnings, ...relaxationWarnings(placement), ...generated.warnings];
  const recipe: Recipe = {
    generator: generator.name,
    generatorVersion: generator.version,
    organ: organ.name,
    kind: kind.name,
    seed,
    radiusMm,
    centreLps: [...placement.centreLps],
    phase,
    phaseSource: request.phase ? 'caller' : 'guessed',
    parameters: generated.provenance,
    placement: { ...placement, centreLps: [...placement.centreLps] },
    statistics,
    input: { ctSha256: digest(ct.voxels), organMaskSha256: digest(organMask.voxels) },
    warnings: warnings.map(({ code }) => code),
  };
  return { ct: composed, lesionLabel, placement, recipe, warnings };
}

function checkNumbers({ organ, request: { radiusMm, seed, centreLps } }: SynthesizeLesionInput, kind: LesionKind): void {
  const [low, high] = kind.radiusMm;
  if (!(radiusMm >= low && radiusMm <= high))
    throw new GatewayError('generator/invalid-parameters', `The radius must be ${low}..${high} mm for a ${kind.label.toLowerCase()} of the ${organ.name}, got ${radiusMm}.`, { context: { radiusMm, low, high } });
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
    throw new GatewayError('generator/invalid-parameters', `The seed must be a whole number from 0 to 4294967295, got ${seed}.`, { context: { seed } });
  if (centreLps && !centreLps.every(Number.isFinite)) throw new GatewayError('generator/invalid-parameters', 'The site must be three finite numbers in mm.');
}

const RELAXED: Readonly<Record<string, string>> = {
  'border-distance': 'the lesion may bulge over the organ border, where it is cut',
  'vessel-overlap': 'vessels may take up to 2 % of the lesion',
};

function relaxationWarnings({ relaxations }: Placement): readonly SynthesisWarning[] {
  return relaxations.map(name => ({
    code: `placement/relaxed-${name}`,
    message: `No site met every rule; ${RELAXED[name] ?? 'less clearance than the largest half axis was asked for'}.`,
  }));
}

function digest(voxels: Float32Array | Int16Array | Uint8Array): string {
  return createHash('sha256').update(new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength)).digest('hex');
}
