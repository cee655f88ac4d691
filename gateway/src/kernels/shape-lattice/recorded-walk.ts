import type { RowSpans } from '../kernel.ts';
import { SHAPE_LATTICE } from './layout.ts';
import type { NearRun, ShapeVisitor } from './visitor.ts';
import { walkShape, type ShapeWalk } from './walk.ts';

/** What a walk met: of each run the first voxel, the one beyond the last, and where its values begin (INSIDE: it has none); and the values. */
interface Tape {
  runs: Int32Array;
  runsUsed: number;
  values: Int32Array;
  valuesUsed: number;
}

interface Recording {
  readonly walk: ShapeWalk;
  readonly tape: Tape;
}

const INSIDE = -1;
const FIRST_LENGTH = 1 << 14;

/** The last walk over each lattice, for as long as the lattice is in use and nobody has replayed it. */
const recordings = new WeakMap<Int32Array, Recording>();

/** The memory of one recording that is done with. */
let spare: Tape | undefined;

function takeTape(): Tape {
  const { runs, values } = spare ?? { runs: new Int32Array(FIRST_LENGTH), values: new Int32Array(FIRST_LENGTH) };
  spare = undefined;
  return { runs, runsUsed: 0, values, valuesUsed: 0 };
}

/** Walks a shape and keeps what it met, so that a level between those asked about need not settle the same voxels again. */
export function walkAndRecord<S>(walk: ShapeWalk, visitor: ShapeVisitor<S>): void {
  const { samples: [ni, nj, nk] } = walk.parameters;
  const tape = takeTape();
  walkShape(walk, { state: { tape, visitor, samples: ni * nj * nk }, inside: recordInside<S>, near: recordNear<S> });
  recordings.set(walk.lattice, { walk, tape });
}

interface Recorder<S> {
  readonly tape: Tape;
  readonly visitor: ShapeVisitor<S>;
  /** Of a voxel. */
  readonly samples: number;
}

function recordInside<S>({ tape, visitor }: Recorder<S>, from: number, to: number): void {
  noteRun(tape, { from, to, at: INSIDE });
  visitor.inside(visitor.state, from, to);
}

function recordNear<S>({ tape, visitor, samples }: Recorder<S>, run: NearRun, values: Int32Array): void {
  noteRun(tape, { from: run.from, to: run.to, at: tape.valuesUsed });
  noteValues(tape, values, (run.to - run.from) * samples);
  visitor.near(visitor.state, run, values);
}

function noteRun(tape: Tape, { from, to, at }: NearRun): void {
  if (tape.runsUsed + 3 > tape.runs.length) tape.runs = longer(tape.runs, 0);
  const { runs, runsUsed } = tape;
  runs[runsUsed] = from;
  runs[runsUsed + 1] = to;
  runs[runsUsed + 2] = at;
  tape.runsUsed = runsUsed + 3;
}

function noteValues(tape: Tape, from: Int32Array, count: number): void {
  if (tape.valuesUsed + count > tape.values.length) tape.values = longer(tape.values, count);
  const { values, valuesUsed } = tape;
  for (let n = 0; n < count; n++) values[valuesUsed + n] = from[n]!;
  tape.valuesUsed = valuesUsed + count;
}

function longer(array: Int32Array, atLeast: number): Int32Array {
  const out = new Int32Array(2 * array.length + atLeast);
  out.set(array);
  return out;
}

/** Visits what a walk meets, from the recording of an earlier one where that holds all of it. */
export function walkOrReplay<S>(walk: ShapeWalk, visitor: ShapeVisitor<S>): void {
  const recording = recordings.get(walk.lattice);
  if (!recording || !holds(recording.walk, walk)) {
    walkShape(walk, visitor);
    return;
  }
  recordings.delete(walk.lattice);
  replay(recording.tape, walk, visitor);
  spare = recording.tape;
}

function replay<S>({ runs, runsUsed, values }: Tape, { parameters: { dimensions: [columns], samples: [ni, nj, nk] }, region }: ShapeWalk, visitor: ShapeVisitor<S>): void {
  for (let n = 0; n < runsUsed; n += 3) {
    const first = runs[n]!;
    const row = Math.floor(first / columns);
    const from = Math.max(first, columns * row + region[2 * row]!);
    const to = Math.min(runs[n + 1]!, columns * row + region[2 * row + 1]!);
    if (from >= to) continue;
    if (runs[n + 2] === INSIDE) visitor.inside(visitor.state, from, to);
    else visitor.near(visitor.state, { from, to, at: runs[n + 2]! + (from - first) * ni * nj * nk }, values);
  }
}

/** Whether a walk tells about everything that another one asks about. */
const holds = (wide: ShapeWalk, { parameters, low, high, region }: ShapeWalk): boolean =>
  wide.low <= low && high <= wide.high && LAYOUT.every(name => wide.parameters[name] === parameters[name]) && holdsSpans(wide.region, region);

const LAYOUT = Object.keys(SHAPE_LATTICE) as readonly (keyof typeof SHAPE_LATTICE)[];

function holdsSpans(wide: RowSpans, narrow: RowSpans): boolean {
  for (let n = 0; n < narrow.length; n += 2) if (narrow[n]! < narrow[n + 1]! && (narrow[n]! < wide[n]! || narrow[n + 1]! > wide[n + 1]!)) return false;
  return true;
}
