/// <reference lib="dom" />
/** Runs in a worker of the browser, as the viewer's preview does: every kernel on the browser's own WebGPU, and one whole lesion. Bundled by browser.test.ts. */
import { checkKernel, type Agreement } from '../../gateway/src/kernels/check-kernel.ts';
import { KERNELS } from '../../gateway/src/kernels/index.ts';
import { bundledShader } from '../../gateway/src/kernels/webgpu/bundled-shaders.ts';
import { openKernels } from '../../gateway/src/kernels/webgpu/open-kernels.ts';
import { studio } from '../../gateway/src/synthesis/generators/studio.ts';
import { compareLesions, type LesionDifference } from './compare-lesions.ts';

export interface BrowserReport {
  readonly adapter: string;
  readonly kernels: readonly Agreement[];
  readonly lesion: LesionDifference;
}

async function report(): Promise<BrowserReport> {
  const { kernels, adapter } = await openKernels(navigator.gpu, bundledShader);
  const found: Agreement[] = [];
  for (const kernel of KERNELS) found.push(...(await checkKernel(kernels, kernel)));
  const lesion = await compareLesions(kernels, { generator: studio, grid: 'oblique 0.9 x 0.9 x 2 mm', radiusMm: 8, seed: 5, site: 'deep' });
  return { adapter: adapter.name, kernels: found, lesion };
}

report().then(found => postMessage({ found }), (error: unknown) => postMessage({ failure: String(error) }));
