import { appOf } from './app.ts';
import type { Host, ToolbarEntry } from './ohif.d.ts';
import { evaluateCt } from './tools/evaluate-ct.ts';

export const getToolbarModule = (host: Host): readonly ToolbarEntry[] => [evaluateCt(appOf(host))];
