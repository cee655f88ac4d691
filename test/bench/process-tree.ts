import { readdirSync, readFileSync } from 'node:fs';

/** Proportional set size of a process and all its descendants, MB: shared pages are counted once. Linux only. */
export function treeMegabytes(pid: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    parents.set(Number(name), parent);
  }
  const belongs = (id: number): boolean => id === pid || (parents.has(id) && belongs(parents.get(id) as number));
  let kilobytes = 0;
  for (const id of parents.keys()) if (belongs(id)) kilobytes += Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${id}/smaps_rollup`))?.[1] ?? 0);
  return kilobytes / 1024;
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
