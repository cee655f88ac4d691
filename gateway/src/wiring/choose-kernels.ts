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

/**
 * Chooses once a process, when first asked. A device that has failed since then is opened anew where the configuration insists on one; under
 * `auto` work stays on the CPU from there on.
 */
export function chooseKernels({ backend, log, probe = probeGpu, open = openGpu }: KernelChoice): ChooseKernels {
  const openIfFaster = async () => {
    const report = await probe();
    const reason = reasonAgainst(report);
    log.info('lesions are computed on the CPU or a graphics device', { provider: reason === undefined ? 'webgpu' : 'cpu', reason: reason ?? describeGpu(report) });
    return reason === undefined ? open().catch(() => undefined) : undefined;
  };
  if (backend === 'cpu') return async () => cpuKernels;
  if (backend === 'webgpu') return insistentlyOn(open);
  let opened: ReturnType<typeof openIfFaster> | undefined;
  return async () => {
    const gpu = await (opened ??= openIfFaster());
    return gpu === undefined || gpu.kernels.failed ? cpuKernels : gpu.kernels;
  };
}

/** The device and nothing else: one that would not open, or has failed, is tried again. */
function insistentlyOn(open: NonNullable<KernelChoice['open']>): ChooseKernels {
  let opened: ReturnType<typeof open> | undefined;
  const forget = (which: typeof opened) => {
    if (opened === which) opened = undefined;
  };
  return async function choose(): Promise<Kernels> {
    const asked = (opened ??= open());
    const { kernels } = await asked.catch((error: unknown) => {
      forget(asked);
      throw error;
    });
    if (!kernels.failed) return kernels;
    forget(asked);
    kernels.close();
    return choose();
  };
}
