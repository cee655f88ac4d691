/** One measured figure. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: 's' | 'ms' | 'MB' | '%' | 'ratio';
  /** Largest value that is good enough, in the same unit. */
  readonly target?: number;
  /** The same work done another way, in the same run. */
  readonly peer?: { readonly name: string; readonly value: number };
}

export interface Benchmark {
  readonly name: string;
  /** Undefined when something it needs is missing; the reason is printed. */
  run(): Promise<readonly Row[] | undefined>;
}

/** Median of n timed runs, in seconds, after one that does not count. */
export async function medianSeconds(n: number, work: () => unknown): Promise<number> {
  await work();
  const times: number[] = [];
  for (let i = 0; i < n; i++) {
    const start = performance.now();
    await work();
    times.push((performance.now() - start) / 1000);
  }
  return times.sort((a, b) => a - b)[Math.floor(n / 2)] as number;
}
