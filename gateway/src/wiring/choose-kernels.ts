import type { Config } from '../config.ts';
import { cpuKernels } from '../kernels/cpu.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { OpenedGpu } from '../kernels/webgpu/open-kernels.ts';
import type { Logger } from '../log.ts';
import { describeGpu, reasonAgainst, type GpuReport } from '../synthesis/backend/gpu-report.ts';
import { openGpu } from './open-gpu.ts';
import { probeGpu } from './probe-gpu.ts';

/** Gives the kernels to compute the next lesion with. Throws gpu/unavailable when only a graphics device was allowed. */
export type ChooseKernels = () => Promise<Kernels>;

export interface KernelChoice {
  readonly backend: Config['synthesis']['backend'];
  readonly log: Logger;
  /** Given by tests. */
  readonly probe?: () => Promise<GpuReport>;
  readonly open?: () => Promise<Pick<OpenedGpu, 'kernels'>>;
}

/** Chooses once a process, when first asked; a device that failed since then is not given out again under `auto`. */
export function chooseKernels({ backend, log, probe = probeGpu, open = openGpu }: KernelChoice): ChooseKernels {
  let opened: Promise<Pick<OpenedGpu, 'kernels'> | undefined> | undefined;
  const openIfFaster = async () => {
    const report = await probe();
    const reason = reasonAgainst(report);
    log.info('lesions are computed on the CPU or a graphics device', { provider: reason === undefined ? 'webgpu' : 'cpu', reason: reason ?? describeGpu(report) });
    return reason === undefined ? open().catch(() => undefined) : undefined;
  };
  return async () => {
    if (backend === 'cpu') return cpuKernels;
    opened ??= backend === 'webgpu' ? open() : openIfFaster();
    const gpu = await opened;
    return gpu === undefined || (backend === 'auto' && gpu.kernels.failed) ? cpuKernels : gpu.kernels;
  };
}
