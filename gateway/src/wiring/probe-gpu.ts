import { spawnEntry } from '../spawn-entry.ts';
import type { GpuReport } from '../synthesis/backend/gpu-report.ts';
import { hasGraphicsDevice } from './has-graphics-device.ts';

const TIMEOUT_MS = 120_000;

/** Tries the graphics device out in a process of its own: whether one opens, computes rightly, and how fast. Never throws. */
export async function probeGpu(): Promise<GpuReport> {
  if (!hasGraphicsDevice()) return { found: false, reason: 'this machine has no graphics device' };
  const child = spawnEntry(new URL('./gpu-probe-process.ts', import.meta.url), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
  const report = await new Promise<GpuReport>(resolve => {
    child.once('message', message => resolve(message as GpuReport));
    child.once('error', () => resolve({ found: false, reason: 'the graphics device could not be tried out' }));
    child.once('exit', (code, signal) => resolve({ found: false, reason: `the driver of the graphics device failed while it was tried out (${signal ?? `exit code ${code}`})` }));
  });
  clearTimeout(timer);
  return report;
}
