import { cpuKernels } from '../../../gateway/src/kernels/cpu.ts';
import { timeLesion } from '../../../gateway/src/synthesis/backend/time-lesion.ts';
import { hasGraphicsDevice } from '../../../gateway/src/wiring/has-graphics-device.ts';
import { openGpu } from '../../../gateway/src/wiring/open-gpu.ts';
import type { Benchmark, Row } from '../benchmark.ts';

const RADII_MM = [5, 15, 40];
/** Wanted of the largest lesion, read-back included, ms. */
const TARGET_MS = 15;

/** Whole lesions on a real graphics device, from the scan to the composed crop, beside the CPU in the same run. */
export const gpuLesion: Benchmark = {
  name: 'lesion on a graphics device',
  async run() {
    const gpu = hasGraphicsDevice() ? await openGpu().catch((error: Error) => error.message) : 'there is none';
    if (typeof gpu === 'string' || gpu.adapter.software) {
      process.stderr.write(`not measured: no graphics device (${typeof gpu === 'string' ? gpu : gpu.adapter.name})\n`);
      return undefined;
    }
    const rows: Row[] = [];
    for (const radiusMm of RADII_MM) {
      const value = await timeLesion(gpu.kernels, radiusMm);
      const peer = { name: 'CPU, one core', value: await timeLesion(cpuKernels, radiusMm) };
      rows.push({ what: `lesion of ${radiusMm} mm on ${gpu.adapter.name}, 0.8 mm voxels, shortest`, value, unit: 'ms', peer, ...(radiusMm === 40 ? { target: TARGET_MS } : {}) });
    }
    gpu.kernels.close();
    return rows;
  },
};
