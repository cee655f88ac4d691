import type { Generator } from '../generator.ts';
import { automaton } from './automaton.ts';
import { copyPaste } from './copy-paste.ts';
import { diffusion } from './diffusion.ts';
import { freetumor } from './freetumor.ts';
import { paper } from './paper.ts';
import { repo } from './repo.ts';
import { studio } from './studio.ts';

/** Every tumour generator; the first is the default. */
export const GENERATORS: readonly Generator[] = [studio, paper, repo, automaton, copyPaste, freetumor, diffusion];
