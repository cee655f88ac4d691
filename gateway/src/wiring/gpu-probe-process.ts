/** Entry point of the process that tries the graphics device out, so that a driver that crashes or hangs takes nothing with it. */
import { checkKernel } from '../kernels/check-kernel.ts';
import { cpuKernels } from '../kernels/cpu.ts';
import { KERNELS } from '../kernels/index.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { toProblem } from '../errors.ts';
import type { GpuReport } from './gpu-report.ts';
import { openGpu } from './open-gpu.ts';
import { timeLesion } from './representative-lesion.ts';

async function report(): Promise<GpuReport> {
  const opened = await openGpu().catch((error: unknown) => toProblem(error).detail);
  if (typeof opened === 'string') return { found: false, reason: opened };
  const { kernels, adapter } = opened;
  const disagreeing = await disagreements(kernels);
  if (disagreeing.length > 0 || adapter.software) return { found: true, adapter, disagreeing };
  return { found: true, adapter, disagreeing, lesionMs: { gpu: await timeLesion(kernels), cpu: await timeLesion(cpuKernels) } };
}

async function disagreements(kernels: Kernels): Promise<readonly string[]> {
  const names: string[] = [];
  for (const kernel of KERNELS) {
    const found = await checkKernel(kernels, kernel).catch(() => undefined);
    if (!found?.every(({ agrees }) => agrees)) names.push(kernel.name);
  }
  return names;
}

process.send?.(await report(), () => process.exit(0));
