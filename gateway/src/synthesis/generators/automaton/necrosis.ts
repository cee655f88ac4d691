import { philox4x32, uniformOf } from '../../../kernels/philox/reference.ts';
import type { Lattice } from '../../frame/lattice.ts';
import { FULL, type Growth } from './grow.ts';
import { placeNumber } from './place-number.ts';

export interface NecrosisOptions {
  readonly growth: Growth;
  readonly lattice: Lattice;
  /** Share of the lesion's places that die; death stops after the round that reaches it. */
  readonly share: number;
  readonly key: Uint32Array;
}

/** Chance that death crosses to a neighbour in one round. */
const DEATH = 0.5;
const MOST_ROUNDS = 400;

/** 1 where cells have died: death starts in the oldest places and spreads through full ones, round by round. */
export function necrosis({ growth: { cells, birth }, lattice: { count }, share, key }: NecrosisOptions): Uint8Array {
  const dead = new Uint8Array(cells.length);
  const wanted = share * cells.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0);
  if (wanted < 1) return dead;
  const [counter, words] = [new Uint32Array(4), new Uint32Array(4)];
  const placeOf = placeNumber(count);
  const steps = [1, -1, count, -count, count * count, -count * count];
  let front: number[] = [];
  for (let at = 0; at < birth.length; at++) if (birth[at] === 1 && cells[at] === FULL) front.push(at);
  for (const at of front) dead[at] = 1;
  for (let round = 1, total = front.length; total < wanted && front.length > 0 && round < MOST_ROUNDS; round++) {
    const next: number[] = [];
    for (const at of front) {
      let waiting = false;
      for (const [n, step] of steps.entries()) {
        const to = at + step;
        if (cells[to] !== FULL || dead[to] === 1) continue;
        counter.set([round, placeOf(to), n, 0xdead]);
        philox4x32(counter, key, words);
        if (uniformOf(words[0]!) >= DEATH) waiting = true;
        else {
          dead[to] = 1;
          total++;
          next.push(to);
        }
      }
      if (waiting) next.push(at);
    }
    front = next;
  }
  return dead;
}
