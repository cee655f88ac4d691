import type { FieldKind, HostArrays } from './field.ts';

/** A member of a kernel's parameter block, named as in its WGSL struct and in the same order. */
export type ParameterKind = 'u32' | 'i32' | 'f32' | 'vec4u' | 'vec4i' | 'vec4f';
export type ParameterLayout = Readonly<Record<string, ParameterKind>>;
export type ParametersOf<L extends ParameterLayout> = { readonly [N in keyof L]: L[N] extends `vec4${string}` ? readonly [number, number, number, number] : number };

/**
 * Where a result is wanted: for each row (j + rows * k) of a grid the columns [from, to), two numbers a row. A hint that spares time on
 * the CPU; elements outside it must never be read by anyone, because a GPU computes them and the CPU leaves them 0.
 */
export type RowSpans = Uint16Array;

export interface ReferenceRun<I extends readonly FieldKind[], O extends FieldKind, L extends ParameterLayout> {
  readonly inputs: { readonly [N in keyof I]: HostArrays[I[N]] };
  /** Zeros, to be filled; anything, where the call is `sparse`. */
  readonly out: HostArrays[O];
  readonly parameters: ParametersOf<L>;
  readonly region?: RowSpans;
}

/**
 * One voxel loop. `reference` is the plain TypeScript; `<name>/<name>.wgsl` says the same for a GPU: group 0, bindings 0 = parameter
 * struct (storage, read), 1.. = inputs in order, last = output; entry point `main` in workgroups of 64, element gid.x + 64 groups.x gid.y,
 * those beyond the end left alone. A line `// uses: grid, philox` puts the named parts of `shared/` before it. Both agree within 1e-4 relative, integers to
 * the bit. Some have `<name>/<name>.simd.ts` as well, for the CPU's vectors (simd/): the reference to the bit.
 */
export interface Kernel<I extends readonly FieldKind[] = readonly FieldKind[], O extends FieldKind = FieldKind, L extends ParameterLayout = ParameterLayout> {
  /** Name of its folder and of its WGSL file. */
  readonly name: string;
  readonly inputs: I;
  readonly output: O;
  readonly parameters: L;
  reference(run: ReferenceRun<I, O, L>): void;
}

export const defineKernel = <const I extends readonly FieldKind[], O extends FieldKind, const L extends ParameterLayout>(kernel: Kernel<I, O, L>): Kernel<I, O, L> => Object.freeze(kernel);
