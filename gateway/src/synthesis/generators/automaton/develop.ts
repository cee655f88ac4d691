import { GatewayError } from '../../../errors.ts';
import type { Vec3 } from '../../../volume/geometry.ts';
import type { Draws } from '../../draws.ts';
import { latticeAround, latticePoint, type Lattice } from '../../frame/lattice.ts';
import { grow, type Growth, type GrowthRules } from './grow.ts';
import { TISSUE, type Tissue } from './tissue.ts';

export interface DevelopOptions {
  readonly radiusMm: number;
  /** Lattice step, mm. */
  readonly stepMm: number;
  /** Nothing grows farther than this from the lesion's centre, mm. */
  readonly reachMm: number;
  /** Where growth starts, mm from the lesion's centre; absent: where it must, for the lesion to be centred. */
  readonly startMm?: Vec3;
  readonly extraSeeds: number;
  /** They lie within this distance along each axis, mm. */
  readonly seedSpreadMm: number;
  readonly rules: GrowthRules;
  /** Tissue at a position in mm relative to the lesion's centre. */
  readonly tissueAt: (x: number, y: number, z: number) => Tissue;
  readonly draws: Draws;
  readonly signal: AbortSignal;
}

export interface Developed {
  readonly growth: Growth;
  readonly lattice: Lattice;
  readonly startMm: Vec3;
}

/** Runs in search of the start that centres the lesion, and the miss in mm that ends the search. */
const MOST_RUNS = 5;
const CENTRED_MM = 0.3;
/** Extra seeds lie within this many places along each axis. */
const SEED_PLACES = 10;
/** A lesion that stays below this share of its volume is refused. */
const SMALLEST_SHARE = 0.4;

/** Grows a lesion whose centroid is the asked centre: grow, measure, move the start by what it missed, grow again. Throws generator/walled-in. */
export function develop(options: DevelopOptions): Developed {
  const { startMm, radiusMm, stepMm } = options;
  if (startMm) return checked(options, run(options, startMm));
  let best: { developed: Developed; missMm: number } | undefined;
  for (let n = 0, start: Vec3 = [0, 0, 0]; n < MOST_RUNS && isOpen(options, start); n++) {
    const developed = run(options, start);
    const miss = centroidMm(developed);
    const missMm = Math.hypot(...miss);
    if (!best || missMm < best.missMm) best = { developed, missMm };
    if (missMm < Math.max(CENTRED_MM, 0.02 * radiusMm, 0.2 * stepMm)) break;
    start = start.map((v, axis) => v - miss[axis]!) as unknown as Vec3;
  }
  if (!best) throw walledIn('The growth would start in a vessel or outside the organ', options);
  return checked(options, best.developed);
}

const wantedPlaces = ({ radiusMm, stepMm }: DevelopOptions): number => (4 / 3) * Math.PI * (radiusMm / stepMm) ** 3;

function isOpen({ tissueAt }: DevelopOptions, at: Vec3): boolean {
  const tissue = tissueAt(...at);
  return tissue !== TISSUE.outside && tissue !== TISSUE.barrier;
}

function run(options: DevelopOptions, startMm: Vec3): Developed {
  const { stepMm, reachMm, rules, draws, signal } = options;
  if (!isOpen(options, startMm)) throw walledIn('The growth would start in a vessel or outside the organ', options);
  const lattice = latticeAround(startMm, { reachMm: 1.1 * reachMm, stepMm });
  const tissueAt: DevelopOptions['tissueAt'] = (x, y, z) => (x * x + y * y + z * z > reachMm * reachMm ? TISSUE.outside : options.tissueAt(x, y, z));
  const seeds = seedsOn(lattice, options).filter(at => isOpen({ ...options, tissueAt }, latticePoint(lattice, at)));
  const growth = grow({ lattice, tissueAt, seeds, rules, key: draws.key, places: wantedPlaces(options), signal });
  return { growth, lattice, startMm };
}

/** Offsets of the middle of the lattice and of the extra seeds around it. */
function seedsOn({ count, stepMm }: Lattice, { extraSeeds, seedSpreadMm, draws }: DevelopOptions): readonly number[] {
  const middle = (count - 1) / 2;
  const spread = Math.min(SEED_PLACES, Math.floor(seedSpreadMm / stepMm));
  const along = (axis: string, n: number) => middle - spread + draws.integer(`seed ${n} ${axis}`, 2 * spread + 1);
  const at = (i: number, j: number, k: number) => i + count * (j + count * k);
  return [at(middle, middle, middle), ...Array.from({ length: extraSeeds }, (_, n) => at(along('x', n), along('y', n), along('z', n)))];
}

function centroidMm({ growth: { cells }, lattice }: Developed): Vec3 {
  const sum = [0, 0, 0];
  let count = 0;
  for (let at = 0; at < cells.length; at++) {
    if (cells[at] === 0) continue;
    count++;
    latticePoint(lattice, at).forEach((v, axis) => (sum[axis]! += v));
  }
  return sum.map(v => v / count) as unknown as Vec3;
}

function checked(options: DevelopOptions, developed: Developed): Developed {
  const share = developed.growth.taken.at(-1)! / wantedPlaces(options);
  if (share >= SMALLEST_SHARE) return developed;
  throw walledIn(`Growth stopped at ${Math.round(100 * share)} % of the volume`, options);
}

const walledIn = (what: string, { radiusMm }: DevelopOptions): GatewayError =>
  new GatewayError('generator/walled-in', `${what} of a lesion of ${radiusMm} mm; choose a site with more healthy tissue around it, or a smaller lesion.`, { context: { radiusMm } });
