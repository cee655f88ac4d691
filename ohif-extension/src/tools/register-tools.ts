import type { App } from '../app.ts';
import { cornerstoneOf } from '../host/cornerstone.ts';
import { TOOLS } from './index.ts';

/** Tells cornerstone of our interactive tools; the mode adds them to its tool groups by name. */
export function registerTools(app: App): void {
  const cornerstone = cornerstoneOf(app.host);
  for (const { tool } of TOOLS) {
    if (tool) cornerstone.cornerstoneTools.addTool(tool.create(cornerstone, app));
  }
}
