import type { Field, FieldKind, HostArrays } from './field.ts';
import type { Kernel, ParameterLayout, ParametersOf, RowSpans } from './kernel.ts';

export interface KernelCall<I extends readonly FieldKind[], L extends ParameterLayout> {
  readonly inputs: { readonly [N in keyof I]: Field<I[N]> };
  readonly parameters: ParametersOf<L>;
  /** Elements of the output. */
  readonly length: number;
  /** Invocations, where they differ from the output's length (a histogram: one for each voxel); the output then starts as zeros. */
  readonly threads?: number;
  readonly region?: RowSpans;
  /**
   * True where nobody reads elements outside the region, not even as 0, and the kernel writes every element in it: spares the CPU from clearing
   * memory. Spans: they are read as 0 in these alone.
   */
  readonly sparse?: boolean | RowSpans;
}

/**
 * A place where kernels run. Algorithms are written once against this and never know which backend they are on. Calls queue up and never
 * wait; only `read` does. Fields made by the kernels that `scope` hands out end with it; several scopes may be open at once.
 */
export interface Kernels {
  /** `cpu`, `webgpu`. */
  readonly backend: string;
  /** Copies host numbers to the backend. */
  upload(values: Float32Array): Field<'f32'>;
  /** A scan or a mask, as floats. */
  upload(values: Float32Array | Int16Array | Uint8Array): Field<'f32'>;
  upload(values: Int32Array): Field<'i32'>;
  upload(values: Uint32Array): Field<'u32'>;
  run<I extends readonly FieldKind[], O extends FieldKind, L extends ParameterLayout>(kernel: Kernel<I, O, L>, call: KernelCall<I, L>): Field<O>;
  /** The field's numbers; an array that is the caller's to keep. */
  read<K extends FieldKind>(field: Field<K>): Promise<HostArrays[K]>;
  /** Runs `work` and then frees every field that was made with the kernels given to it. */
  scope<T>(work: (kernels: Kernels) => Promise<T>): Promise<T>;
}
