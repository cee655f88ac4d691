/** Codes compared between two looks at the signal. */
const LATENTS_PER_TURN = 512;

export interface Codebook {
  /** Codes one after the other. */
  readonly codes: Float32Array;
  /** Numbers of a code. */
  readonly width: number;
}

/**
 * Replaces each latent vector by its nearest code (Euclidean; the first of equals), in place. `latents`: channel after channel, `count` numbers each. Goes through the
 * book vector by vector, so that no table of all distances is needed (0.9 GB for 24^3 latents and 16,384 codes). Gives way to other work between turns.
 */
export async function nearestCodes(latents: Float32Array, { codes, width }: Codebook, signal: AbortSignal): Promise<void> {
  const count = latents.length / width;
  const own = new Float64Array(width);
  for (let at = 0; at < count; at++) {
    if (at % LATENTS_PER_TURN === 0) {
      await new Promise<void>(resolve => setTimeout(resolve));
      signal.throwIfAborted();
    }
    for (let c = 0; c < width; c++) own[c] = latents[c * count + at]!;
    const code = nearest(codes, own);
    for (let c = 0; c < width; c++) latents[c * count + at] = codes[code + c]!;
  }
}

/** Offset of the nearest code. */
function nearest(codes: Float32Array, own: Float64Array): number {
  const width = own.length;
  let [best, least] = [0, Infinity];
  for (let code = 0; code < codes.length; code += width) {
    let sum = 0;
    for (let c = 0; c < width && sum < least; c++) sum += (codes[code + c]! - own[c]!) ** 2;
    if (sum < least) [best, least] = [code, sum];
  }
  return best;
}
