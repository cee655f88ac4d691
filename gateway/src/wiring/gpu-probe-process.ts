/** Entry point of the process that tries the graphics device out, so that a driver that crashes or hangs takes nothing with it. */
import { toProblem } from '../errors.ts';
import type { GpuReport } from '../synthesis/backend/gpu-report.ts';
import { tryGpu } from '../synthesis/backend/try-gpu.ts';
import { openGpu } from './open-gpu.ts';

const report = await openGpu().then(tryGpu, (error: unknown): GpuReport => ({ found: false, reason: toProblem(error).detail }));
process.send?.(report, () => process.exit(0));
