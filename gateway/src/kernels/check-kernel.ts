import { referenceKernels } from './cpu.ts';
import type { Field, FieldKind, HostArrays } from './field.ts';
import type { Kernel } from './kernel.ts';
import type { KernelCase } from './kernel-case.ts';
import type { Kernels } from './kernels.ts';

/** How far a backend may be from the reference: a share of the field's largest value. Integers agree to the bit. */
export const TOLERANCE = 1e-4;

export interface Agreement {
  readonly kernel: string;
  readonly what: string;
  /** Largest difference as a share of the field's largest value; for integers the number of elements that differ. */
  readonly worst: number;
  readonly agrees: boolean;
}

/** Runs a kernel's cases on a backend and compares with the reference. */
export async function checkKernel(kernels: Kernels, kernel: Kernel): Promise<readonly Agreement[]> {
  const { cases } = (await import(`./${kernel.name}/cases.ts`)) as { readonly cases: readonly KernelCase[] };
  const found: Agreement[] = [];
  for (const each of cases) {
    const [wanted, got] = [await answer(referenceKernels, kernel, each), await answer(kernels, kernel, each)];
    const worst = kernel.output === 'f32' ? worstShare(wanted as Float32Array, got as Float32Array) : countDifferent(wanted, got);
    found.push({ kernel: kernel.name, what: each.what, worst, agrees: kernel.output === 'f32' ? worst <= TOLERANCE : worst === 0 });
  }
  return found;
}

const answer = (kernels: Kernels, kernel: Kernel, { inputs, parameters, length, threads }: KernelCase): Promise<HostArrays[FieldKind]> =>
  kernels.scope(own => {
    const fields = inputs.map(values => own.upload(values as Float32Array) as Field);
    return own.read(own.run(kernel, { inputs: fields, parameters, length, ...(threads === undefined ? {} : { threads }) }));
  });

/** NaN where either has one, so that it never agrees. */
function worstShare(wanted: Float32Array, got: Float32Array): number {
  let [scale, worst] = [0, 0];
  for (let n = 0; n < wanted.length; n++) {
    scale = Math.max(scale, Math.abs(wanted[n]!));
    worst = Math.max(worst, Math.abs(wanted[n]! - got[n]!));
  }
  return worst === 0 ? 0 : worst / scale;
}

function countDifferent(wanted: HostArrays[FieldKind], got: HostArrays[FieldKind]): number {
  let count = 0;
  for (let n = 0; n < wanted.length; n++) if (wanted[n] !== got[n]) count++;
  return count;
}
