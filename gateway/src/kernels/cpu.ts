import { ArrayPool } from './array-pool.ts';
import type { Field, FieldKind, HostArrays } from './field.ts';
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

/** The face of the backend for one scope: `made` holds the fields whose memory is used again when it ends. Outside any scope nothing is. */
function kernelsOf(made?: Set<CpuField>): Kernels {
  return {
    backend: 'cpu',
    upload: ((values: HostArrays[FieldKind]) => ({ kind: kindOf(values), length: values.length, values })) as Kernels['upload'],
    run(kernel, { inputs, parameters, length, region, sparse }) {
      const out = pool.take(kernel.output, length, sparse !== true);
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
