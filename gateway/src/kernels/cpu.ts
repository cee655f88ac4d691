import { hostArray, type Field, type FieldKind, type HostArrays } from './field.ts';
import type { Kernels } from './kernels.ts';

interface CpuField<K extends FieldKind = FieldKind> extends Field<K> {
  readonly values: HostArrays[K];
}

const wrap = <K extends FieldKind>(kind: K, values: HostArrays[K]): CpuField<K> => ({ kind, length: values.length, values });
const valuesOf = <K extends FieldKind>(field: Field<K>): HostArrays[K] => (field as CpuField<K>).values;

function kindOf(values: HostArrays[FieldKind]): FieldKind {
  if (values instanceof Float32Array) return 'f32';
  return values instanceof Int32Array ? 'i32' : 'u32';
}

/** Runs the TypeScript references in this thread, at once. The backend that every other one is compared with. */
export const cpuKernels: Kernels = {
  backend: 'cpu',
  upload: ((values: HostArrays[FieldKind]) => wrap(kindOf(values), values)) as Kernels['upload'],
  run(kernel, { inputs, parameters, length, region }) {
    const out = hostArray(kernel.output, length);
    const arrays = inputs.map(valuesOf) as unknown as Parameters<typeof kernel.reference>[0]['inputs'];
    kernel.reference({ inputs: arrays, out, parameters, ...(region ? { region } : {}) });
    return wrap(kernel.output, out);
  },
  read: async field => valuesOf(field),
  scope: work => work(cpuKernels),
};
