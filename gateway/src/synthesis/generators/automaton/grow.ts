import { philox4x32 } from '../../../kernels/philox/reference.ts';
import { latticePoint, type Lattice } from '../../frame/lattice.ts';
import { placeNumber } from './place-number.ts';
import { TISSUE, type Tissue } from './tissue.ts';

/** The rules of growth (Lai et al. 2024, "From Pixel to Cancer", in our own words): whole numbers and chances, no lengths. */
export interface GrowthRules {
  /** Chance that a cell gets into low, middle and high tissue. */
  readonly invasion: readonly [low: number, middle: number, high: number];
  /** Hits after which a barrier gives way. */
  readonly barrierHits: number;
}

export interface GrowthOptions {
  readonly lattice: Lattice;
  readonly tissueAt: (x: number, y: number, z: number) => Tissue;
  /** Lattice offsets of the first cells. */
  readonly seeds: readonly number[];
  readonly rules: GrowthRules;
  /** Two words: who draws. */
  readonly key: Uint32Array;
  /** The growth is wanted up to this many places, and a little beyond, so that the surface at that size is known. */
  readonly places: number;
  readonly signal: AbortSignal;
}

export interface Growth {
  /** Step at which each place got its first cell; 0 where none came. */
  readonly birth: Uint16Array;
  /** Cells at each place, 0..10, when the wanted number of places was first exceeded (or growth ended). */
  readonly cells: Uint8Array;
  /** What each place was when growth began; `UNKNOWN` where growth never looked. */
  readonly tissue: Uint8Array;
  /** Places taken after each step; [0] are the seeds. */
  readonly taken: readonly number[];
  /** Steps until the wanted number of places was exceeded (or growth ended). */
  readonly steps: number;
}

export const UNKNOWN = 255;
/** Cells that a place holds when it is full, and from which on it spreads. */
export const FULL = 10;
const SPREADS_FROM = 5;
const FIRST_CELLS = 5;
/** Beyond the wanted number of places by this share. */
const OVERSHOOT = 1.15;
/** So many steps without a new place mean that it is walled in. */
const PATIENCE = 60;
const MOST_STEPS = 4000;

/**
 * Grows a lesion from its seeds, all places at once: each step reads only what the last one left, and every random number depends on seed, step and
 * place alone, so that the order of work does not matter. A step costs what is growing, not what the lattice holds: only places that are not full, or
 * have a neighbour that is not, are looked at.
 */
export function grow(options: GrowthOptions): Growth {
  const colony = new Colony(options);
  const { taken } = colony;
  let [cells, steps, idle] = [undefined as Uint8Array | undefined, 0, 0];
  while (taken.at(-1)! <= OVERSHOOT * options.places && idle < PATIENCE && taken.length <= MOST_STEPS) {
    options.signal.throwIfAborted();
    colony.step();
    idle = taken.at(-1) === taken.at(-2) ? idle + 1 : 0;
    if (cells || taken.at(-1)! <= options.places) continue;
    [cells, steps] = [colony.cells.slice(), taken.length - 1];
  }
  return { birth: colony.birth, cells: cells ?? colony.cells, tissue: colony.known, taken, steps: cells ? steps : taken.length - 1 };
}

/** The state between steps. */
class Colony {
  readonly cells: Uint8Array;
  readonly birth: Uint16Array;
  /** Tissue as first looked at. */
  readonly known: Uint8Array;
  readonly taken: number[];
  private readonly options: GrowthOptions;
  /** Barriers that gave way have become high tissue here. */
  private readonly tissue: Uint8Array;
  private readonly hits: Uint8Array;
  private readonly arriving: Uint8Array;
  private readonly directions: Int32Array;
  private readonly placeOf: (offset: number) => number;
  private readonly chance: Uint32Array;
  private growing: number[];
  private readonly counter = new Uint32Array(4);
  private readonly words = new Uint32Array(4);

  constructor(options: GrowthOptions) {
    const { lattice: { count }, seeds, rules } = options;
    const length = count ** 3;
    this.options = options;
    this.cells = new Uint8Array(length);
    this.birth = new Uint16Array(length);
    this.known = new Uint8Array(length).fill(UNKNOWN);
    this.tissue = new Uint8Array(length).fill(UNKNOWN);
    this.hits = new Uint8Array(length);
    this.arriving = new Uint8Array(length);
    this.directions = neighbours(count);
    this.chance = Uint32Array.from(rules.invasion, p => Math.round(65_536 * p));
    this.placeOf = placeNumber(count);
    this.growing = [...new Set(seeds)];
    for (const at of this.growing) {
      this.cells[at] = FIRST_CELLS;
      this.birth[at] = 1;
    }
    this.taken = [this.growing.length];
  }

  step(): void {
    const { cells, growing, birth, taken } = this;
    const [touched, pressed]: [number[], number[]] = [[], []];
    const stillGrowing = growing.filter(at => this.spread(at, touched, pressed) || cells[at]! < FULL);
    for (const at of growing) if (cells[at]! < FULL) cells[at]!++;
    for (const at of pressed) if (++this.hits[at]! >= this.options.rules.barrierHits && this.tissue[at] === TISSUE.barrier) this.tissue[at] = TISSUE.high;
    let born = 0;
    for (const at of touched) {
      const more = this.arriving[at]!;
      this.arriving[at] = 0;
      cells[at] = Math.min(FULL, cells[at]! + more);
      if (birth[at] !== 0) continue;
      birth[at] = taken.length + 1;
      stillGrowing.push(at);
      born++;
    }
    taken.push(taken.at(-1)! + born);
    this.growing = stillGrowing;
  }

  /** Tries up to three neighbours for a new cell. False when there is no neighbour left to take one, ever. */
  private spread(at: number, touched: number[], pressed: number[]): boolean {
    const { cells, words, directions, chance, arriving } = this;
    if (cells[at]! < SPREADS_FROM) return true;
    this.draw(at);
    let full = 0;
    for (let n = 0; n < 3; n++) {
      const to = at + directions[((words[n]! >>> 16) * directions.length) >>> 16]!;
      const tissue = this.tissueOf(to);
      if (tissue === TISSUE.outside || cells[to] === FULL) full++;
      else if (tissue === TISSUE.barrier) pressed.push(to);
      else if ((words[n]! & 0xffff) < chance[tissue]!) {
        if (arriving[to]!++ === 0) touched.push(to);
        return true;
      }
    }
    return full < 3 || cells[at]! < FULL || this.hasRoom(at);
  }

  private hasRoom(at: number): boolean {
    for (const direction of this.directions) if (this.cells[at + direction]! < FULL && this.tissueOf(at + direction) !== TISSUE.outside) return true;
    return false;
  }

  private draw(at: number): void {
    const { counter } = this;
    counter[0] = this.taken.length;
    counter[1] = this.placeOf(at);
    counter[3] = 0xce11;
    philox4x32(counter, this.options.key, this.words);
  }

  private tissueOf(at: number): number {
    const seen = this.tissue[at]!;
    if (seen !== UNKNOWN) return seen;
    const { lattice, tissueAt } = this.options;
    const { count } = lattice;
    const [a, b, c] = [at % count, Math.floor(at / count) % count, Math.floor(at / (count * count))];
    const rim = Math.min(a, b, c) === 0 || Math.max(a, b, c) === count - 1;
    const found = rim ? TISSUE.outside : tissueAt(...latticePoint(lattice, at));
    this.known[at] = found;
    this.tissue[at] = found;
    return found;
  }
}

/**
 * Offsets to draw a neighbour from: the 26 around a place, those across a face four times, across an edge twice, across a corner once. Drawn alike they
 * would grow a cube.
 */
function neighbours(count: number): Int32Array {
  const offsets: number[] = [];
  for (const c of [-1, 0, 1])
    for (const b of [-1, 0, 1])
      for (const a of [-1, 0, 1]) {
        const steps = Math.abs(a) + Math.abs(b) + Math.abs(c);
        if (steps > 0) offsets.push(...Array.from({ length: 2 ** (3 - steps) }, () => a + count * (b + count * c)));
      }
  return Int32Array.from(offsets);
}
