/** A thread that makes variants one after the other, as they are asked for. */
import { parentPort, workerData } from 'node:worker_threads';
import { toProblem, type Problem } from '../../errors.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import { generatorNamed } from '../../tasks/synthesize.ts';
import { writeVariant, type BatchScan, type Variant } from './variant.ts';

export interface ThreadData {
  readonly scan: BatchScan;
  readonly generator: string;
}

/** What became of a variant. */
export interface VariantDone {
  readonly name: string;
  readonly seed: number;
  readonly problem?: Problem;
}

const { scan, generator } = workerData as ThreadData;
const tools = { signal: new AbortController().signal, kernels: cpuKernels }; // a batch that stops ends its threads

parentPort?.on('message', (variant: Variant) => {
  const { name, seed } = variant;
  void writeVariant(variant, scan, { generator: generatorNamed(generator), tools }).then(
    () => parentPort?.postMessage({ name, seed } satisfies VariantDone, []),
    (error: unknown) => parentPort?.postMessage({ name, seed, problem: toProblem(error) } satisfies VariantDone, []),
  );
});
