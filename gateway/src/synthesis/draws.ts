import { normalOf, philox4x32, uniformOf } from '../kernels/philox/reference.ts';

/** What a stream of random numbers is for; part of the key, so that streams never share numbers. */
export type Stage = 'placement' | 'parameters' | 'shape' | 'texture' | 'scan' | 'plan';

const STAGES: Readonly<Record<Stage, number>> = { placement: 1, parameters: 2, shape: 3, texture: 4, scan: 5, plan: 6 };

/** Random values by name: each depends on seed, lesion, stage and its own name and index alone, never on the order of asking. */
export interface Draws {
  /** Words that key a field of noise under this stage. */
  readonly key: Uint32Array;
  /** Uniform in (low, high). */
  uniform(name: string, low: number, high: number): number;
  /** Uniform on a logarithmic scale in (low, high), both positive. */
  logUniform(name: string, low: number, high: number): number;
  /** Standard normal number `index` of this name. */
  normal(name: string, index?: number): number;
  /** True with the given probability. */
  chance(name: string, probability: number): boolean;
  /** Whole number from 0 to count - 1. */
  integer(name: string, count: number): number;
}

/** Draws of one stage of one lesion. Seed: unsigned 32-bit. */
export function makeDraws({ seed, lesion = 0, stage }: { seed: number; lesion?: number; stage: Stage }): Draws {
  const key = Uint32Array.of(seed, Math.imul(lesion, 16) + STAGES[stage]);
  const counter = new Uint32Array(4);
  const words = new Uint32Array(4);
  const fill = (name: string, index: number) => {
    counter[0] = nameHash(name);
    counter[1] = index;
    counter[3] = 0xd4a3; // apart from noise fields, whose fourth word is a small stream number
    philox4x32(counter, key, words);
    return words;
  };
  const unit = (name: string) => uniformOf(fill(name, 0)[0]!);
  return {
    key,
    uniform: (name, low, high) => low + (high - low) * unit(name),
    logUniform: (name, low, high) => low * (high / low) ** unit(name),
    normal: (name, index = 0) => normalOf(fill(name, index)),
    chance: (name, probability) => unit(name) < probability,
    integer: (name, count) => Math.floor((fill(name, 0)[0]! / 4_294_967_296) * count),
  };
}

/** 32-bit FNV-1a. */
function nameHash(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
