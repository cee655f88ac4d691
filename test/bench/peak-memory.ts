import { spawnEntry } from '../../gateway/src/spawn-entry.ts';

/** Watches a process with all its descendants from now on; `stop` gives the peak, MB. */
export function watchMemory(pid: number): { stop(): Promise<number> } {
  const sampler = spawnEntry(new URL('./memory-sampler.ts', import.meta.url), { args: [String(pid)] });
  return {
    stop: () =>
      new Promise(resolve => {
        sampler.once('message', peakMb => resolve(peakMb as number));
        sampler.send('stop');
      }),
  };
}
