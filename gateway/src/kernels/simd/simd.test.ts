import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FieldKind, HostArrays } from '../field.ts';
import { KERNELS } from '../index.ts';
import type { Kernel, RowSpans } from '../kernel.ts';
import type { KernelCase } from '../kernel-case.ts';
import { openSimd } from './open-simd.ts';

const COMPILED = KERNELS.filter(({ name }) => readdirSync(join(import.meta.dirname, '..', name)).includes(`${name}.simd.ts`));
const { arena, run } = openSimd();

/** Spans of any place and length, every fourth row empty, some of a single voxel. */
function ragged([columns, rows, slices]: readonly number[]): RowSpans {
  const spans = new Uint16Array(2 * rows! * slices!);
  for (let row = 0; 2 * row < spans.length; row++) if (row % 4 !== 3) spans.set([(5 * row) % columns!, Math.min(columns!, ((5 * row) % columns!) + 1 + ((3 * row) % 11))], 2 * row);
  return spans;
}

/** What a kernel makes of its case in memory that was used before: undefined where its compiled form leaves it to the reference. */
function compiled(kernel: Kernel, { inputs, parameters, length }: KernelCase, region?: RowSpans): HostArrays[FieldKind] | undefined {
  const shelf = arena.open();
  const place = (values: HostArrays[FieldKind], kind: FieldKind) => {
    const array = shelf.take(kind, values.length);
    array.set(values);
    return array;
  };
  const out = place(new Float32Array(length).fill(77), kernel.output);
  const isDone = run({ kernel, inputs: inputs.map((values, n) => place(values, kernel.inputs[n]!)), out, parameters, ...(region ? { region } : {}) });
  const values = out.slice();
  shelf.close();
  return isDone ? values : undefined;
}

function reference(kernel: Kernel, { inputs, parameters, length }: KernelCase, region?: RowSpans): HostArrays[FieldKind] {
  const out = new Float32Array(length).fill(77);
  kernel.reference({ inputs, out, parameters, ...(region ? { region } : {}) } as never);
  return out;
}

const casesOf = async (kernel: Kernel) => ((await import(`../${kernel.name}/cases.ts`)) as { readonly cases: readonly KernelCase[] }).cases;

describe.each(COMPILED.map(kernel => [kernel.name, kernel] as const))('%s for 128-bit vectors', (_, kernel) => {
  it('gives what the reference does, to the bit, and touches nothing else', async () => {
    let count = 0;
    for (const each of await casesOf(kernel)) {
      const { dimensions } = each.parameters as { readonly dimensions?: readonly number[] };
      for (const region of dimensions ? [undefined, ragged(dimensions)] : [undefined]) {
        const got = compiled(kernel, each, region);
        if (!got) continue;
        count++;
        expect(got, each.what).toEqual(reference(kernel, each, region));
      }
    }
    expect(count).toBeGreaterThan(1);
  });
});

it('leaves fields outside its memory alone', async () => {
  const kernel = COMPILED[0]!;
  const [each] = await casesOf(kernel);
  const { inputs, parameters, length } = each!;
  expect(run({ kernel, inputs, out: new Float32Array(length), parameters })).toBe(false);
});
