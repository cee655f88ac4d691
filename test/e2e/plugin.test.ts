import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PATHS } from '../../gateway/src/wiring/paths.ts';
import { viewerReady } from './ready.ts';

interface Plugin {
  readonly default: Readonly<Record<string, unknown>>;
}

const load = async (file: string): Promise<Plugin> => (await import(pathToFileURL(join(PATHS.plugins, file)).href)) as Plugin;

/** A plugin that fails to load leaves the viewer blank, so the files are tried before any browser is. */
describe.skipIf(!viewerReady())('the plugin files', () => {
  it('load without side effects and export what the viewer registers', async () => {
    const before = Object.keys(globalThis).length;
    const extension = (await load('extension.js')).default;
    expect(extension['id']).toBe('@lesion-forge/ohif-extension');
    for (const getter of ['preRegistration', 'getPanelModule', 'getToolbarModule', 'getCommandsModule']) expect(extension[getter]).toBeTypeOf('function');
    const mode = (await load('mode.js')).default;
    expect(mode['id']).toBe('@lesion-forge/ohif-extension/mode');
    expect(mode['modeFactory']).toBeTypeOf('function');
    expect(Object.keys(globalThis)).toHaveLength(before);
  });

  it('say what is wrong when the viewer lacks the mode they build on', async () => {
    const { modeFactory } = (await load('mode.js')).default as { modeFactory: (tools: object) => Promise<unknown> };
    await expect(modeFactory({ loadModules: async () => [] })).rejects.toThrow('segmentation mode');
  });
});
