import type { Architecture } from './architecture.ts';
import { AS_TRAINED } from './as-trained.ts';
import { unetSoftmax } from './unet-softmax.ts';

/** Every architecture a manifest may name. */
export const ARCHITECTURES: readonly Architecture[] = [unetSoftmax, ...AS_TRAINED];
