/** Element types that TypeScript and WGSL share. */
export type FieldKind = 'f32' | 'i32' | 'u32';

export interface HostArrays {
  readonly f32: Float32Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
}

/** An array that lives where its backend computes: host memory, or a GPU. Only the backend that made it can read it. */
export interface Field<K extends FieldKind = FieldKind> {
  readonly kind: K;
  readonly length: number;
}

const CONSTRUCTORS = { f32: Float32Array, i32: Int32Array, u32: Uint32Array } as const;

/** Numbers of a buffer: all of them, or `length` from byte `offset` on. */
export const hostView = <K extends FieldKind>(kind: K, buffer: ArrayBuffer, { offset = 0, length }: { readonly offset?: number; readonly length?: number } = {}): HostArrays[K] =>
  new CONSTRUCTORS[kind](buffer, offset, length) as HostArrays[K];

/** A host array of zeros. */
export const hostArray = <K extends FieldKind>(kind: K, length: number): HostArrays[K] => new CONSTRUCTORS[kind](length) as HostArrays[K];
