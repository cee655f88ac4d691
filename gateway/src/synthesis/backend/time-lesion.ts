import type { Kernels } from '../../kernels/kernels.ts';
import { generateInto } from '../generate-into.ts';
import { lesionInBlock } from './lesion-in-block.ts';

const EVERYDAY_MM = 15;
const REPEATS = 3;

/** Shortest time in ms of one lesion in 0.8 mm voxels, read back and composed; Infinity when the backend fails. */
export async function timeLesion(kernels: Kernels, radiusMm = EVERYDAY_MM): Promise<number> {
  const input = lesionInBlock(radiusMm);
  const tools = { signal: new AbortController().signal, kernels };
  await generateInto(input, tools); // compiles, touches memory
  let shortestMs = Infinity;
  for (let n = 0; n < REPEATS; n++) {
    const start = performance.now();
    const { generated } = await generateInto(input, tools);
    if (generated.provenance['backend'] !== kernels.backend) return Infinity;
    shortestMs = Math.min(shortestMs, performance.now() - start);
  }
  return shortestMs;
}
