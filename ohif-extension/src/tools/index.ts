import { segment } from './segment.ts';
import { synthesize } from './synthesize.ts';
import type { ViewerTool } from './viewer-tool.ts';

/** The module getters and the mode read this list: a new tool is one file and one line here. */
export const TOOLS: readonly ViewerTool[] = [segment, synthesize];
