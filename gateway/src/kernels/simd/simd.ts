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

const MOST_INPUTS = 6;
const MOST_PARAMETERS = 64;
/** The block that call.simd.ts describes, then the parameters, f64 each. */
const CALL_BYTES = 8 * Math.ceil((4 * (5 + MOST_INPUTS)) / 8);
const HEAD_BYTES = ALIGNMENT * Math.ceil((CALL_BYTES + 8 * MOST_PARAMETERS) / ALIGNMENT);
/** What a kernel may use besides; it is told where that ends. */
const SCRATCH_BYTES = 1_048_576;

/** The compiled kernels, by name, over the fields of an arena. */
export function simdRunner(compiled: ReadonlyMap<string, Compiled>, arena: Arena): SimdRunner {
  const { buffer } = arena;
  const [u32, f64, u16] = [new Uint32Array(buffer), new Float64Array(buffer), new Uint16Array(buffer)];
  return ({ kernel, inputs, out, parameters, region }) => {
    const run = compiled.get(kernel.name);
    if (!run || out.buffer !== buffer || inputs.some(each => each.buffer !== buffer)) return false;
    const numbers = Object.keys(kernel.parameters).flatMap(name => parameters[name]!);
    if (numbers.length > MOST_PARAMETERS || inputs.length > MOST_INPUTS) throw new RangeError(`Kernel ${kernel.name} takes more than a call holds.`);
    const spans = region ?? spansOf(parameters);
    const spanBytes = ALIGNMENT * Math.ceil((2 * spans.length) / ALIGNMENT);
    const call = arena.spare(HEAD_BYTES + spanBytes + SCRATCH_BYTES);
    if (call === undefined) return false;
    const regionAt = call + HEAD_BYTES;
    const scratch = regionAt + spanBytes;
    u16.set(spans, regionAt / 2);
    u32.set([out.byteOffset, out.length, regionAt, scratch, scratch + SCRATCH_BYTES, ...inputs.map(each => each.byteOffset)], call / 4);
    f64.set(numbers, (call + CALL_BYTES) / 8);
    return run(call, call + CALL_BYTES) !== 0;
  };
}

/** Every row of the grid that a kernel runs on; none where it runs on something else. */
function spansOf({ dimensions }: SimdRun['parameters']): RowSpans {
  return dimensions ? wholeSpans(dimensions as readonly [number, number, number]) : new Uint16Array(0);
}
