import type { LesionKind } from '../anatomy/lesion-kind.ts';
import type { ContrastPhase, Organ } from '../anatomy/organ.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { Box } from '../volume/crop.ts';
import type { Vec3 } from '../volume/geometry.ts';
import type { HuVolume, Volume } from '../volume/volume.ts';
import type { DonorLibrary } from './donor.ts';
import type { NetworkLibrary } from './networks.ts';
import type { OrganStatistics } from './survey/statistics.ts';
import type { SynthesisWarning } from './warning.ts';

/** A parameter description in JSON Schema (draft 2020-12); the viewer builds its form from it. */
export type ParameterSchema = Readonly<Record<string, unknown>>;

/** What one lesion should be. Unset fields are drawn from the seed. */
export interface LesionRequest {
  /** Centre in LPS mm, in the frame of reference of the CT. */
  readonly centreLps: Vec3;
  /** Volume-equivalent radius r = (3 V / 4 pi)^(1/3), mm. */
  readonly radiusMm: number;
  /** Decides the laws that unset values are drawn from. */
  readonly kind: LesionKind;
  /** Contrast phase of the scan; decides the default contrast. */
  readonly phase: ContrastPhase;
  /** The generator's own parameters, valid under its schema, defaults filled in. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Unsigned 32-bit. Same seed, same bytes. */
  readonly seed: number;
  /** Keys what all lesions of a scan share; absent: the lesion's own seed. */
  readonly scanSeed?: number;
}

/** A lesion request with the anatomy it goes into. The CT is on the native grid, a crop or whole, and is never written to. */
export interface GenerationRequest {
  readonly ct: HuVolume;
  /** The whole scan, for generators that look farther than they change; `ct` where there is no more. Never written to, and not to be kept. */
  readonly scan?: HuVolume;
  /** 1 = organ; same grid as `ct`. */
  readonly organMask: Volume<Uint8Array>;
  readonly organ: Organ;
  /** Measured once per scan, on the whole organ. */
  readonly statistics: OrganStatistics;
  readonly lesion: LesionRequest;
}

/** What a generator gives back: a difference, so that the host does composition, identity outside the lesion and undo for all alike. */
export interface GeneratedLesion {
  /** The part of the request's grid that the volumes below cover; absent: all of it. Nothing outside it is lesion or changes. */
  readonly box?: Box;
  /** The scan in the box, copied, where the generator has no more use for its copy: the host may write to it. */
  readonly copy?: HuVolume;
  /** HU to add, exactly 0 outside the support. */
  readonly deltaHu: Volume<Float32Array>;
  /** Share of each voxel that is lesion, 0..1, after any warp. */
  readonly occupancy: Volume<Float32Array>;
  /** 1 = lesion (about half filled or more, with the volume of the occupancy; at least one voxel). */
  readonly label: Volume<Uint8Array>;
  /** Every drawn value, for the recipe. JSON-serialisable. */
  readonly provenance: Readonly<Record<string, unknown>>;
  /** What had to be relaxed or deserves a word. */
  readonly warnings: readonly SynthesisWarning[];
}

export interface GeneratorTools {
  readonly signal: AbortSignal;
  /** Where the voxel loops run. */
  readonly kernels: Kernels;
  readonly networks?: NetworkLibrary;
  readonly donors?: DonorLibrary;
}

/** Tools that a deployment may lack. */
export type OptionalTool = 'networks' | 'donors';

/**
 * Where a drawn lesion may lie. `ball` (default): clear of vessels by the largest half axis, half of it inside the border. `cube`: no vessel in
 * the cube of the radius around the centre. `central-slices`: 0.3..0.7 of the organ's superior-inferior extent, 2 mm inside, vessels ignored.
 */
export type PlacementPolicy = 'ball' | 'cube' | 'central-slices';

export interface Generator {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly parameters: ParameterSchema;
  /** Without these tools the generator is not offered; `networks`: one that it hosts must be installed. */
  readonly requires?: readonly OptionalTool[];
  /** JSON schema of the settings of the networks it hosts. */
  readonly networkSettings?: ParameterSchema;
  /** What is wrong with settings that the schema allows, because one does not go with another. */
  readonly networkFault?: (settings: Readonly<Record<string, unknown>>) => string | undefined;
  /** True: lesions look as their kind does; absent: the generator has one look, and makes only the organ's first kind. */
  readonly followsKinds?: boolean;
  /** Default `ball`. */
  readonly placement?: PlacementPolicy;
  /** It copies the part it works on itself and says which (`box`), so that it may be handed more than the margin, uncopied. */
  readonly cropsItself?: boolean;
  /** Lesion margin in mm the crop must hold around the lesion centre for radius r (support of blur and warp); without parameters, as they are drawn. */
  marginMm(radiusMm: number, parameters?: Readonly<Record<string, unknown>>): number;
  generate(request: GenerationRequest, tools: GeneratorTools): Promise<GeneratedLesion>;
}

export const defineGenerator = (generator: Generator): Generator => Object.freeze(generator);
