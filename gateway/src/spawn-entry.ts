import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Forks a TypeScript entry point as a child process with an IPC channel: through tsx when running from source,
 * plainly when running from the build. `entry` is `new URL('./name.ts', import.meta.url)`.
 */
export function spawnEntry(entry: URL, options: ForkOptions & { readonly args?: readonly string[] } = {}): ChildProcess {
  const fromSource = import.meta.url.endsWith('.ts');
  const path = fileURLToPath(entry);
  const execArgv = [...(options.execArgv ?? []), ...(fromSource ? ['--import', tsxLoader()] : [])];
  return fork(fromSource ? path : path.replace(/\.ts$/, '.js'), options.args ?? [], { serialization: 'advanced', ...options, execArgv });
}

/** Found from this file, not from the working directory. */
const tsxLoader = () => pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
