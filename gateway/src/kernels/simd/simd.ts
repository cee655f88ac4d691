import type { HostArrays, FieldKind } from '../field.ts';
import type { Kernel, RowSpans } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import { ALIGNMENT, type Arena } from './arena.ts';

/** A kernel's compiled form: addresses of its call and of its parameters; 0 where it cannot do this call. */
type Compiled = (call: number, parameters: number) => number | undefined;

export interface SimdRun {
  readonly kernel: Kernel;
  readonly inputs: readonly HostArrays[FieldKind][];
  readonly out: HostArrays[FieldKind];
  readonly parameters: Readonly<Record<string, number | readonly number[]>>;
  readonly region?: RowSpans;
}

/** Runs a kernel where it has a form for 128-bit vectors that can do this call; false: nothing was done. */
export type SimdRunner = (run: SimdRun) => boolean;

/** The block that call.simd.ts describes, the most parameters that a kernel has, and what it may use besides. */
const CALL_BYTES = 40;
const HEAD_BYTES = 640;
const SCRATCH_BYTES = 1_048_576;

/** The compiled kernels, by name, over the fields of an arena. */
export function simdRunner(compiled: ReadonlyMap<string, Compiled>, arena: Arena): SimdRunner {
  const { buffer } = arena;
  const [u32, f64, u16] = [new Uint32Array(buffer), new Float64Array(buffer), new Uint16Array(buffer)];
  return ({ kernel, inputs, out, parameters, region }) => {
    const run = compiled.get(kernel.name);
    if (!run || out.buffer !== buffer || inputs.some(each => each.buffer !== buffer)) return false;
    const spans = region ?? spansOf(parameters);
    const spanBytes = ALIGNMENT * Math.ceil((2 * spans.length) / ALIGNMENT);
    const call = arena.spare(HEAD_BYTES + spanBytes + SCRATCH_BYTES);
    if (call === undefined) return false;
    const regionAt = call + HEAD_BYTES;
    u16.set(spans, regionAt / 2);
    u32.set([out.byteOffset, out.length, regionAt, regionAt + spanBytes, ...inputs.map(each => each.byteOffset)], call / 4);
    const block = call + CALL_BYTES;
    f64.set(Object.keys(kernel.parameters).flatMap(name => parameters[name]!), block / 8);
    return run(call, block) !== 0;
  };
}

/** Every row of the grid that a kernel runs on; none where it runs on something else. */
function spansOf({ dimensions }: SimdRun['parameters']): RowSpans {
  return dimensions ? wholeSpans(dimensions as readonly [number, number, number]) : new Uint16Array(0);
}
