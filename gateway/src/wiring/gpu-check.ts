import type { Config } from '../config.ts';
import { GatewayError } from '../errors.ts';
import { describeGpu, reasonAgainst } from '../synthesis/backend/gpu-report.ts';
import { probeGpu } from './probe-gpu.ts';
import type { Check } from './readiness.ts';

/** What graphics device there is and whether lesions are computed on it. Fails only where the configuration insists on one. */
export const gpuCheck = ({ synthesis: { backend } }: Pick<Config, 'synthesis'>, probe = probeGpu): Check => ({
  name: 'graphics device',
  remedy: 'Install a Vulkan driver and loader (Debian: libvulkan1 and the vendor\'s driver), or set synthesis.backend to auto.',
  run: async () => {
    if (backend === 'cpu') return 'not asked for; lesions are computed on the CPU';
    const report = await probe();
    const against = reasonAgainst(report);
    if (backend === 'auto') return against === undefined ? `${describeGpu(report)}; lesions are computed on it` : `${against}; lesions are computed on the CPU`;
    if (!report.found || report.disagreeing.length > 0) throw new GatewayError('gpu/unavailable', `synthesis.backend asks for a graphics device, but ${against}.`);
    return describeGpu(report);
  },
});
