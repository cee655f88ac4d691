import type { Box } from '../../../../gateway/src/volume/crop.ts';
import type { Geometry } from '../../../../gateway/src/volume/geometry.ts';
import type { Room } from '../../../../gateway/src/synthesis/placement/room-at.ts';
import type { OrganStatistics } from '../../../../gateway/src/synthesis/survey/statistics.ts';
import type { PointLps } from '../../state/site.ts';
import type { LesionSpec } from './lesion-spec.ts';

export type HuVoxels = Int16Array | Float32Array;

/** Voxels of the scan inside a box, in HU. */
export interface HuBlock {
  readonly box: Box;
  readonly hu: HuVoxels;
}

/** What the gateway found of the organ, and what the viewer sees of it. */
export interface SurveyedOrgan {
  readonly organ: string;
  /** Of the whole scan. */
  readonly geometry: Geometry;
  /** Holds the organ; the mask is given for it at one bit a voxel. */
  readonly box: Box;
  readonly maskBits: Uint8Array;
  readonly statistics: OrganStatistics;
  readonly huChecksum: string;
  /** The viewer's voxels around the organ. */
  readonly around: HuBlock;
}

export interface LesionOrder {
  readonly spec: LesionSpec;
  /** The scan as it is before this lesion, inside the box that `boxOf` names. */
  readonly before: HuBlock;
  /** Lesions that are there already. */
  readonly taken: readonly { readonly centreLps: PointLps; readonly radiusMm: number }[];
}

export interface MadeLesion {
  /** The smallest box that holds every changed voxel, and the scan with the lesion in it. */
  readonly after: HuBlock;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly computeMs: number;
}

/** What the worker does for the page, by name; each is a question with one answer. */
export interface EngineFace {
  /** Makes lesions that nobody sees until an organ comes, so that the first one that somebody waits for meets compiled code. */
  warmUp(): Promise<void>;
  /** Takes a new organ; throws viewer/other-voxels when the viewer does not see what the gateway sees. Answers where kernels run. */
  open(organ: SurveyedOrgan): Promise<string>;
  /** The voxels a lesion is computed from. */
  boxOf(spec: LesionSpec): Promise<Box>;
  room(centreLps: PointLps): Promise<Room>;
  make(order: LesionOrder): Promise<MadeLesion>;
}

export interface Question {
  readonly id: number;
  readonly method: keyof EngineFace;
  readonly argument: unknown;
}

export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: { readonly code: string; readonly message: string } };
