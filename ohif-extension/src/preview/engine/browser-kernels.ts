import { cpuKernels } from '../../../../gateway/src/kernels/cpu.ts';
import type { Kernels } from '../../../../gateway/src/kernels/kernels.ts';
import { bundledShader } from '../../../../gateway/src/kernels/webgpu/bundled-shaders.ts';
import { openKernels, type OpenedGpu } from '../../../../gateway/src/kernels/webgpu/open-kernels.ts';
import { reasonAgainst } from '../../../../gateway/src/synthesis/backend/gpu-report.ts';
import { tryGpu } from '../../../../gateway/src/synthesis/backend/try-gpu.ts';

/**
 * Where kernels run in this browser: on the CPU at first; on the graphics device once it has been tried out and found right and faster; on the
 * CPU again if it fails. Previews never wait for the trial.
 */
export function browserKernels(gpu: GPU | undefined = navigator.gpu): () => Promise<Kernels> {
  let better: OpenedGpu | undefined;
  if (gpu) void worthwhile(gpu).then((opened) => (better = opened), () => undefined);
  return () => Promise.resolve(better && !better.kernels.failed ? better.kernels : cpuKernels);
}

async function worthwhile(gpu: GPU): Promise<OpenedGpu | undefined> {
  const opened = await openKernels(gpu, bundledShader);
  if (reasonAgainst(await tryGpu(opened)) === undefined) return opened;
  opened.kernels.close();
  return undefined;
}
