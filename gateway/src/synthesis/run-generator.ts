import { GatewayError } from '../errors.ts';
import { cpuKernels } from '../kernels/cpu.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { GeneratedLesion, GenerationRequest, Generator, GeneratorTools } from './generator.ts';
import type { SynthesisWarning } from './warning.ts';

/**
 * Runs a generator in a scope of its own and writes into the provenance which backend computed the lesion. Where a graphics device fails
 * (gpu/*), the lesion is made on the CPU, with a warning: backends agree, so only time is lost.
 */
export async function runGenerator(generator: Generator, request: GenerationRequest, tools: GeneratorTools): Promise<GeneratedLesion> {
  const runOn = async (backend: Kernels): Promise<GeneratedLesion> => {
    const generated = await backend.scope(kernels => generator.generate(request, { ...tools, kernels }));
    return { ...generated, provenance: { ...generated.provenance, backend: backend.backend } };
  };
  try {
    return await runOn(tools.kernels);
  } catch (error) {
    if (!(error instanceof GatewayError) || !error.code.startsWith('gpu/')) throw error;
    tools.signal.throwIfAborted();
    const generated = await runOn(cpuKernels);
    const warning: SynthesisWarning = { code: 'kernels/on-cpu', message: `The graphics device failed, so the lesion was computed on the CPU. ${error.message}` };
    return { ...generated, warnings: [...generated.warnings, warning] };
  }
}
