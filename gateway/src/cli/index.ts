import { challenge } from './challenge.ts';
import type { Command } from './command.ts';
import { doctor } from './doctor.ts';
import { evaluate } from './evaluate.ts';
import { feed } from './feed.ts';
import { grow } from './grow.ts';
import { importModel } from './import-model.ts';
import { phantom } from './phantom.ts';
import { segment } from './segment.ts';
import { serve } from './serve.ts';
import { synthesize } from './synthesize.ts';

/** Every subcommand, in the order of the overview. */
export const COMMANDS: readonly Command[] = [serve, doctor, segment, evaluate, challenge, synthesize, grow, feed, importModel, phantom];
