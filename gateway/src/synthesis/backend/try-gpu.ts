import { checkKernel } from '../../kernels/check-kernel.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import { KERNELS } from '../../kernels/index.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import type { OpenedGpu } from '../../kernels/webgpu/open-kernels.ts';
import type { GpuReport } from './gpu-report.ts';
import { timeLesion } from './time-lesion.ts';

/** Tries a graphics device out: every kernel against its reference, then an everyday lesion against the clock. Takes a few seconds. */
export async function tryGpu({ kernels, adapter }: OpenedGpu): Promise<GpuReport> {
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
