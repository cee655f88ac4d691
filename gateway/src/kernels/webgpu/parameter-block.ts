import type { ParameterKind, ParameterLayout, ParametersOf } from '../kernel.ts';

const isVector = (kind: ParameterKind): boolean => kind.startsWith('vec4');
const setters = { f: 'setFloat32', i: 'setInt32', u: 'setUint32' } as const;
const setterOf = (kind: ParameterKind) => setters[(isVector(kind) ? kind.at(-1) : kind[0]) as 'f' | 'i' | 'u'];

/** Bytes of a kernel's parameter struct under WGSL's rules: scalars on 4 bytes, vectors and a struct that has one on 16. */
export function parameterBytes(layout: ParameterLayout): number {
  const kinds = Object.values(layout);
  const end = kinds.reduce((at, kind) => offsetOf(kind, at) + (isVector(kind) ? 16 : 4), 0);
  const alignment = kinds.some(isVector) ? 16 : 4;
  return Math.max(4, alignment * Math.ceil(end / alignment));
}

/** Writes a kernel's parameters as WGSL lays out its struct. */
export function packParameters<L extends ParameterLayout>(layout: L, values: ParametersOf<L>, into: DataView): void {
  let at = 0;
  for (const [name, kind] of Object.entries(layout)) {
    at = offsetOf(kind, at);
    const value = values[name] as number | readonly number[] | undefined;
    if (value === undefined) throw new RangeError(`Parameter ${name} is missing.`);
    for (const number of typeof value === 'number' ? [value] : value) {
      into[setterOf(kind)](at, number, true);
      at += 4;
    }
  }
}

const offsetOf = (kind: ParameterKind, at: number): number => (isVector(kind) ? 16 * Math.ceil(at / 16) : at);
