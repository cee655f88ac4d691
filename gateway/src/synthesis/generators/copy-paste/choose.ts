import { GatewayError } from '../../../errors.ts';
import type { Vec3 } from '../../../volume/geometry.ts';
import type { Donor, DonorLibrary } from '../../donor.ts';
import { makeDraws, type Draws } from '../../draws.ts';
import type { LesionRequest } from '../../generator.ts';
import { candidates, donorLesion, type Candidate, type DonorLesion } from './donor-lesion.ts';

/** Which lesion of which donor is copied, and how it is turned. */
export interface Copy {
  readonly donor: Donor;
  readonly lesion: DonorLesion;
  /** Position in the donor, mm from its lesion's centroid, of a position in mm from the new lesion's centre. */
  readonly toDonor: (x: number, y: number, z: number) => Vec3;
  /** Every choice as a caller would set it. */
  readonly recipe: Readonly<Record<string, number | boolean>>;
}

/** Drawn among so many lesions of a donor, the nearest in size. */
const NEAREST = 3;

/** Thick slices that are tilted farther would show. */
const LARGEST_TILT_DEG = 20;

/** Settles what the request leaves open, each choice from its own draw. Throws generator/donor-unusable, generator/invalid-parameters. */
export async function chooseCopy({ seed, radiusMm, parameters }: LesionRequest, library: DonorLibrary): Promise<Copy> {
  const draws = makeDraws({ seed, stage: 'parameters' });
  const { names } = library;
  const position = (parameters['donor'] as number | undefined) ?? draws.integer('donor', names.length);
  const name = names[position];
  if (name === undefined) throw new GatewayError('generator/invalid-parameters', `There is no donor ${position}; this deployment holds ${names.length}, counted from 0.`, { context: { donors: names.length } });
  const donor = await library.load(name);
  const found = candidates(donor);
  const rank = (parameters['donorLesion'] as number | undefined) ?? drawNear(draws, found.usable, radiusMm);
  const candidate = found.usable[rank];
  if (!candidate) throw new GatewayError('generator/invalid-parameters', `Donor ${position} has no usable lesion ${rank}; it has ${found.usable.length}, counted from 0.`, { context: { donor: position, lesions: found.usable.length } });
  const turnDeg = (parameters['turnDeg'] as number | undefined) ?? draws.uniform('turnDeg', -180, 180);
  const tiltDeg = (parameters['tiltDeg'] as number | undefined) ?? draws.uniform('tiltDeg', -LARGEST_TILT_DEG, LARGEST_TILT_DEG);
  const mirrored = (parameters['mirrored'] as boolean | undefined) ?? draws.chance('mirrored', 0.5);
  const upended = (parameters['upended'] as boolean | undefined) ?? draws.chance('upended', 0.5);
  const scale = candidate.radiusMm / radiusMm;
  return {
    donor,
    lesion: donorLesion(donor, found, candidate),
    toDonor: turned({ turnDeg, tiltDeg, mirrored, upended }, scale),
    recipe: { donor: position, donorLesion: rank, turnDeg, tiltDeg, mirrored, upended },
  };
}

/** Position of one of the lesions nearest in size. */
function drawNear(draws: Draws, usable: readonly Candidate[], radiusMm: number): number {
  const distance = (n: number) => Math.abs(Math.log(usable[n]!.radiusMm / radiusMm));
  const near = [...usable.keys()].sort((a, b) => distance(a) - distance(b)).slice(0, NEAREST);
  return near[draws.integer('donorLesion', near.length)]!;
}

interface Turn {
  readonly turnDeg: number;
  readonly tiltDeg: number;
  readonly mirrored: boolean;
  readonly upended: boolean;
}

/** Undoes turn (about the body axis), tilt (about the left-right axis) and mirrors, and scales. */
function turned({ turnDeg, tiltDeg, mirrored, upended }: Turn, scale: number): Copy['toDonor'] {
  const [turn, tilt] = [(turnDeg * Math.PI) / 180, (tiltDeg * Math.PI) / 180];
  const [cosTurn, sinTurn, cosTilt, sinTilt] = [Math.cos(turn), Math.sin(turn), Math.cos(tilt), Math.sin(tilt)];
  const [left, up] = [mirrored ? -scale : scale, upended ? -scale : scale];
  return (x, y, z) => {
    const across = cosTurn * y - sinTurn * x;
    return [left * (cosTurn * x + sinTurn * y), scale * (cosTilt * across + sinTilt * z), up * (cosTilt * z - sinTilt * across)];
  };
}
