import { hostArray, type Field, type FieldKind, type HostArrays } from './field.ts';
import type { RowSpans } from './kernel.ts';
import type { Kernels } from './kernels.ts';
import { Arena, type Shelf } from './simd/arena.ts';
import { openSimd, type Simd } from './simd/open-simd.ts';
import type { SimdRun } from './simd/simd.ts';

interface CpuField<K extends FieldKind = FieldKind> extends Field<K> {
  /** Undefined once its scope has ended. */
  values: HostArrays[K] | undefined;
}

function kindOf(values: HostArrays[FieldKind]): FieldKind {
  if (values instanceof Float32Array) return 'f32';
  return values instanceof Int32Array ? 'i32' : 'u32';
}

function valuesOf<K extends FieldKind>(field: Field<K>): HostArrays[K] {
  const { values } = field as CpuField<K>;
  if (!values) throw new RangeError('This field is gone: its scope has ended, or another backend made it.');
  return values;
}

/** Writes 0 to what lies in one region of a grid and not in the other. */
function clearBeside(values: HostArrays[FieldKind], region: RowSpans, within: RowSpans): void {
  const columns = (2 * values.length) / region.length;
  for (let n = 0, start = 0; n < within.length; n += 2, start += columns) {
    const from = within[n]!;
    const to = within[n + 1]!;
    const isEmpty = region[n] === region[n + 1];
    const before = isEmpty ? to : Math.min(to, region[n]!);
    const after = isEmpty ? to : Math.max(from, region[n + 1]!);
    for (let i = from; i < before; i++) values[start + i] = 0;
    for (let i = after; i < to; i++) values[start + i] = 0;
  }
}

/** Where fields live: the memory of a scope, or, outside any, that of the garbage collector. */
interface Place {
  readonly take: Shelf['take'];
  /** Notes a field whose memory ends with the scope. */
  keep(field: CpuField): void;
}

const OUTSIDE: Place = { take: hostArray, keep: () => {} };

interface Scope {
  readonly kernels: Kernels;
  /** Ends every field that was made. */
  end(): void;
}

function openScope(simd: Simd): Scope {
  const shelf = simd.arena.open();
  const fields: CpuField[] = [];
  return {
    kernels: kernelsIn(simd, { take: shelf.take, keep: field => fields.push(field) }),
    end() {
      for (const field of fields) field.values = undefined;
      shelf.close();
    },
  };
}

function kernelsIn(simd: Simd, { take, keep }: Place): Kernels {
  const make = (kind: FieldKind, values: HostArrays[FieldKind]): CpuField => {
    const field = { kind, length: values.length, values };
    keep(field);
    return field;
  };
  return {
    backend: 'cpu',
    upload: ((values: HostArrays[FieldKind] | Int16Array | Uint8Array) => {
      const kind = values instanceof Int16Array || values instanceof Uint8Array ? 'f32' : kindOf(values);
      const copy = take(kind, values.length, false);
      copy.set(values);
      return make(kind, copy);
    }) as Kernels['upload'],
    run(kernel, { inputs, parameters, length, region, sparse }) {
      const out = take(kernel.output, length, !sparse);
      if (region && sparse instanceof Uint16Array) clearBeside(out, region, sparse);
      const run = { kernel, inputs: inputs.map(valuesOf), out, parameters, ...(region ? { region } : {}) };
      if (!simd.run(run as unknown as SimdRun)) kernel.reference(run as unknown as Parameters<typeof kernel.reference>[0]);
      return make(kernel.output, out) as Field as Field<typeof kernel.output>;
    },
    async read(field) {
      return valuesOf(field).slice() as HostArrays[typeof field.kind];
    },
    async scope(work) {
      const { kernels, end } = openScope(simd);
      try {
        return await work(kernels);
      } finally {
        end();
      }
    },
  };
}

const simd = openSimd();

/** Why kernels run as plain TypeScript in this process; undefined where the costly ones are compiled. */
export const whyNotCompiled: string | undefined = simd.without;

/**
 * Runs the kernels in this thread, at once: in a scope compiled for 128-bit vectors where there is such a form, else, and outside any scope, the
 * TypeScript references.
 */
export const cpuKernels: Kernels = kernelsIn(simd, OUTSIDE);

/** The numbers of the field that `work` ends with, for those who cannot wait; every field ends with the call. */
export function computeAtOnce<K extends FieldKind>(work: (kernels: Kernels) => Field<K>): HostArrays[K] {
  const { kernels, end } = openScope(simd);
  try {
    return valuesOf(work(kernels)).slice() as HostArrays[K];
  } finally {
    end();
  }
}

/** Runs nothing but the TypeScript references. The backend that every other one is compared with. */
export const referenceKernels: Kernels = kernelsIn({ arena: new Arena(new ArrayBuffer(0)), run: () => false }, OUTSIDE);
