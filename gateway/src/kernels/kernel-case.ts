import type { FieldKind, HostArrays } from './field.ts';
import type { Kernel, ParameterLayout, ParametersOf } from './kernel.ts';

/** Numbers on which a kernel is tried, on every backend, against its reference. */
export interface KernelCase<I extends readonly FieldKind[] = readonly FieldKind[], L extends ParameterLayout = ParameterLayout> {
  /** What is awkward about it. */
  readonly what: string;
  readonly inputs: { readonly [N in keyof I]: HostArrays[I[N]] };
  readonly parameters: ParametersOf<L>;
  readonly length: number;
  readonly threads?: number;
}

/** Ties cases to the kernel they are for. */
export const casesOf = <I extends readonly FieldKind[], O extends FieldKind, L extends ParameterLayout>(_kernel: Kernel<I, O, L>, cases: readonly KernelCase<I, L>[]): readonly KernelCase[] => cases as unknown as readonly KernelCase[];
