import type { AdapterSummary } from '../../kernels/webgpu/open-device.ts';

/** What was found out about the graphics device of this machine. */
export type GpuReport =
  | { readonly found: false; readonly reason: string }
  | {
      readonly found: true;
      readonly adapter: AdapterSummary;
      /** Kernels that give other numbers than their references, or fail. */
      readonly disagreeing: readonly string[];
      /** Shortest time of one everyday lesion; absent where it was not worth measuring. */
      readonly lesionMs?: { readonly gpu: number; readonly cpu: number };
    };

/** A device must win by this much; a smaller gain is not worth a second way to fail. */
const WORTHWHILE = 0.8;

/** Why the device is not to be chosen; undefined when it is. */
export function reasonAgainst(report: GpuReport): string | undefined {
  if (!report.found) return report.reason;
  const { adapter, disagreeing, lesionMs } = report;
  if (disagreeing.length > 0) return `${adapter.name} computes ${disagreeing.join(', ')} wrongly`;
  if (adapter.software) return `${adapter.name} is a CPU that pretends to be a graphics device`;
  if (lesionMs === undefined || lesionMs.gpu > WORTHWHILE * lesionMs.cpu) return `${adapter.name} is not faster than the CPU (${times(lesionMs)})`;
  return undefined;
}

/** In words, for people. */
export const describeGpu = (report: GpuReport): string => (report.found ? `${report.adapter.name}${report.lesionMs ? `: lesion of 15 mm in ${times(report.lesionMs)}` : ''}` : report.reason);

const times = (lesionMs: { readonly gpu: number; readonly cpu: number } | undefined): string => (lesionMs ? `${lesionMs.gpu.toFixed(1)} ms, CPU ${lesionMs.cpu.toFixed(1)} ms` : 'not measured');
