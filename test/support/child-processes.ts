import { readdirSync, readFileSync } from 'node:fs';

export interface ChildProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Every process below another one, however deep. Linux only. */
export function descendants(pid: number): ChildProcessEntry[] {
  const all = readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(name => {
    const stat = read(`/proc/${name}/stat`);
    return { pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]), command: read(`/proc/${name}/cmdline`).replaceAll('\0', ' ') };
  });
  const below = (of: number): ChildProcessEntry[] => all.filter(({ parent }) => parent === of).flatMap(child => [child, ...below(child.pid)]);
  return below(pid);
}

/** Waits for a descendant whose command line names an entry point. */
export async function waitForChild(pid: number, entry: string, except: readonly number[] = []): Promise<number> {
  for (;;) {
    const found = descendants(pid).find(child => child.command.includes(entry) && !except.includes(child.pid));
    if (found) return found.pid;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
