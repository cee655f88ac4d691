import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Forks a TypeScript entry point as a child process with an IPC channel: through tsx when running from source,
 * plainly when running from the build. `entry` is `new URL('./name.ts', import.meta.url)`.
 */
export function spawnEntry(entry: URL, options: ForkOptions = {}): ChildProcess {
  const fromSource = import.meta.url.endsWith('.ts');
  const path = fileURLToPath(entry);
  const execArgv = [...(options.execArgv ?? []), ...(fromSource ? ['--import', 'tsx'] : [])];
  return fork(fromSource ? path : path.replace(/\.ts$/, '.js'), { serialization: 'advanced', ...options, execArgv });
}
