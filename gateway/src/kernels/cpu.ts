import { ArrayPool } from './array-pool.ts';
import type { Field, FieldKind, HostArrays } from './field.ts';
import type { RowSpans } from './kernel.ts';
import type { Kernels } from './kernels.ts';

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

const pool = new ArrayPool();

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

/** The face of the backend for one scope: `made` holds the fields whose memory is used again when it ends. Outside any scope nothing is. */
function kernelsOf(made?: Set<CpuField>): Kernels {
  return {
    backend: 'cpu',
    upload: ((values: HostArrays[FieldKind] | Int16Array | Uint8Array) => {
      if (!(values instanceof Int16Array || values instanceof Uint8Array)) return { kind: kindOf(values), length: values.length, values };
      const floats = pool.take('f32', values.length, false);
      floats.set(values);
      const field: CpuField<'f32'> = { kind: 'f32', length: floats.length, values: floats };
      made?.add(field as unknown as CpuField);
      return field;
    }) as Kernels['upload'],
    run(kernel, { inputs, parameters, length, region, sparse }) {
      const out = pool.take(kernel.output, length, !sparse);
      if (region && sparse instanceof Uint16Array) clearBeside(out, region, sparse);
      const arrays = inputs.map(valuesOf) as unknown as Parameters<typeof kernel.reference>[0]['inputs'];
      kernel.reference({ inputs: arrays, out, parameters, ...(region ? { region } : {}) });
      const field: CpuField<typeof kernel.output> = { kind: kernel.output, length, values: out };
      made?.add(field as unknown as CpuField);
      return field;
    },
    async read(field) {
      made?.delete(field as unknown as CpuField); // the caller's to keep
      return valuesOf(field);
    },
    async scope(work) {
      const own = new Set<CpuField>();
      try {
        return await work(kernelsOf(own));
      } finally {
        for (const field of own) {
          pool.giveBack(valuesOf(field));
          field.values = undefined;
        }
      }
    },
  };
}

/** Runs the TypeScript references in this thread, at once. The backend that every other one is compared with. */
export const cpuKernels: Kernels = kernelsOf();
