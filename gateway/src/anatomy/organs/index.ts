import type { Organ } from '../organ.ts';
import { liver } from './liver.ts';

/** Every organ the gateway knows; the first is the default. */
export const ORGANS: readonly Organ[] = [liver];
