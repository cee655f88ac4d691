import type { Organ } from '../organ.ts';
import { kidney } from './kidney.ts';
import { liver } from './liver.ts';
import { other } from './other.ts';
import { pancreas } from './pancreas.ts';
import { spleen } from './spleen.ts';

/** Every organ the gateway knows; the first is the default. */
export const ORGANS: readonly Organ[] = [liver, pancreas, kidney, spleen, other];
