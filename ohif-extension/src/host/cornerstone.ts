import type { Cornerstone, Host } from '../ohif.d.ts';

/** The host's own cornerstone; a second copy would have its own caches and viewports. */
export function cornerstoneOf({ extensionManager }: Host): Cornerstone {
  const entry = extensionManager.getModuleEntry('@ohif/extension-cornerstone.utilityModule.common');
  if (!entry) throw new Error('The OHIF cornerstone extension is not loaded; register it before this one.');
  return entry.exports.getCornerstoneLibraries();
}
