import { spawnSync } from 'node:child_process';

/**
 * True when the named program is on the PATH. Missing: prints why the suite is skipped; under CI=true it throws instead,
 * since a skip there would hide a failure.
 */
export function hasProgram(program: string, forWhat: string): boolean {
  const found = spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
  return requirement(found, `${program} is not installed: ${forWhat}`);
}

/** Passes `met` through; prints (or, under CI=true, throws) the reason when it is false. */
export function requirement(met: boolean, reason: string): boolean {
  if (met) return true;
  if (process.env['CI'] === 'true') throw new Error(`Required in CI: ${reason}`);
  process.stderr.write(`skipped: ${reason}\n`);
  return false;
}
