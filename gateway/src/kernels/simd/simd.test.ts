import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FieldKind, HostArrays } from '../field.ts';
import { KERNELS } from '../index.ts';
import type { Kernel, RowSpans } from '../kernel.ts';
import type { KernelCase } from '../kernel-case.ts';
import { Arena } from './arena.ts';
import { openSimd } from './open-simd.ts';

const COMPILED = KERNELS.filter(({ name }) => readdirSync(join(import.meta.dirname, '..', name)).includes(`${name}.simd.ts`));
const { arena, run } = openSimd();

/** Which cases a compiled kernel leaves to the reference. */
const LEFT: Readonly<Record<string, (each: KernelCase) => boolean>> = {
  // The centre lies in two of its grids.
  'pull-warp': ({ what }) => !/^(30x23x17|9x8x7)/.test(what) || what.endsWith('incompressible'),
  'spline-prefilter': ({ parameters: { dimensions, axis } }) => (dimensions as unknown as readonly number[])[axis as number] === 1,
  'spline-sample': ({ what }) => !what.endsWith('aligned'),
};

/** Spans of any place and length, every fourth row empty, some of a single voxel, some of them the last one. */
function ragged([columns, rows, slices]: readonly number[]): RowSpans {
  const spans = new Uint16Array(2 * rows! * slices!);
  for (let row = 0; 2 * row < spans.length; row++) if (row % 4 !== 3) spans.set([(5 * row) % columns!, Math.min(columns!, ((5 * row) % columns!) + 1 + ((3 * row) % 11))], 2 * row);
  spans.set([columns! - 1, columns!], 0);
  return spans;
}

const GUARD = 16;

interface Ran {
  readonly isDone: boolean;
  readonly out: HostArrays[FieldKind];
  /** All that must not change: what lies before and after the output, and the inputs. */
  readonly rest: readonly HostArrays[FieldKind][];
}

/** Runs a kernel's compiled form in memory that was used before; its first input begins where the memory does. */
function compiled(kernel: Kernel, { inputs, parameters, length }: KernelCase, region?: RowSpans): Ran {
  const shelf = arena.open();
  const place = (values: HostArrays[FieldKind], kind: FieldKind) => {
    const array = shelf.take(kind, values.length);
    array.set(values);
    return array;
  };
  const placed = inputs.map((values, n) => place(values, kernel.inputs[n]!));
  const whole = place(new Float32Array(length + 2 * GUARD).fill(77), kernel.output);
  const out = whole.subarray(GUARD, GUARD + length);
  const isDone = run({ kernel, inputs: placed, out, parameters, ...(region ? { region } : {}) });
  const ran = { isDone, out: out.slice(), rest: [whole.slice(0, GUARD), whole.slice(GUARD + length), ...placed.map(each => each.slice())] };
  shelf.close();
  return ran;
}

function reference(kernel: Kernel, { inputs, parameters, length }: KernelCase, region?: RowSpans): HostArrays[FieldKind] {
  const out = new Float32Array(length).fill(77);
  kernel.reference({ inputs, out, parameters, ...(region ? { region } : {}) } as never);
  return out;
}

const casesOf = async (kernel: Kernel) => ((await import(`../${kernel.name}/cases.ts`)) as { readonly cases: readonly KernelCase[] }).cases;

describe.each(COMPILED.map(kernel => [kernel.name, kernel] as const))('%s for 128-bit vectors', (name, kernel) => {
  it('gives what the reference does, to the bit, and touches nothing else', async () => {
    for (const each of await casesOf(kernel)) {
      const { dimensions } = each.parameters as { readonly dimensions?: readonly number[] };
      for (const region of dimensions ? [undefined, ragged(dimensions)] : [undefined]) {
        const { isDone, out, rest } = compiled(kernel, each, region);
        const isLeft = LEFT[name]?.(each) ?? false;
        expect(isDone, each.what).toBe(!isLeft);
        expect(out, each.what).toEqual(isLeft ? new Float32Array(each.length).fill(77) : reference(kernel, each, region));
        expect(rest, each.what).toEqual([new Float32Array(GUARD).fill(77), new Float32Array(GUARD).fill(77), ...each.inputs]);
      }
    }
  });
});

it('leaves fields outside its memory alone', async () => {
  const kernel = COMPILED[0]!;
  const [each] = await casesOf(kernel);
  const { inputs, parameters, length } = each!;
  expect(run({ kernel, inputs, out: new Float32Array(length), parameters })).toBe(false);
  expect(run({ kernel, inputs, out: new Arena(new ArrayBuffer(4096)).open().take('f32', 8), parameters })).toBe(false);
});
