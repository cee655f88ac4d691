import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { viewerConfig } from './app-config.ts';

const archives = [
  { name: 'research', isDefault: false, dicomWebRoot: '/dicom-web/research' },
  { name: 'main', isDefault: true, dicomWebRoot: '/dicom-web/main' },
];

interface ViewerConfig {
  readonly extensions: readonly string[];
  readonly modes: readonly string[];
  readonly defaultDataSourceName: string;
  readonly modesConfiguration: Readonly<Record<string, { hide: { $set: boolean } }>>;
  readonly dataSources: readonly { sourceName: string; configuration: Record<string, unknown> }[];
}

/** Runs the text as the browser would. */
function evaluate(text: string): ViewerConfig {
  const window: { config?: ViewerConfig } = {};
  runInNewContext(text, { window });
  if (!window.config) throw new Error('window.config was not set');
  return window.config;
}

describe('viewerConfig', () => {
  it('loads our plugins from this origin and hides every other mode', () => {
    const config = evaluate(viewerConfig({ archives }));
    expect([...config.extensions, ...config.modes]).toEqual(['/plugins/extension.js', '/plugins/mode.js']);
    expect(Object.keys(config.modesConfiguration)).toContain('@ohif/mode-longitudinal');
    expect(Object.values(config.modesConfiguration).every(({ hide }) => hide.$set)).toBe(true);
  });

  it('offers every archive under its own name and path, the default one first in use', () => {
    const config = evaluate(viewerConfig({ archives }));
    expect(config.defaultDataSourceName).toBe('main');
    expect(config.dataSources.map(({ sourceName, configuration }) => [sourceName, configuration['name'], configuration['wadoRoot'], configuration['qidoRoot']])).toEqual([
      ['research', 'research', '/dicom-web/research', '/dicom-web/research'],
      ['main', 'main', '/dicom-web/main', '/dicom-web/main'],
    ]);
  });

  it('has the viewer store binary segmentations uncompressed', () => {
    const [first] = evaluate(viewerConfig({ archives })).dataSources;
    expect(first?.configuration['segmentation']).toEqual({ store: { defaultMode: 'bitmap', transferSyntaxUID: '1.2.840.10008.1.2.1' } });
  });

  it('names no other host', () => {
    expect(viewerConfig({ archives })).not.toMatch(/https?:/);
  });

  it('lets no value end the script', () => {
    const text = viewerConfig({ archives: [{ name: 'a', isDefault: true, dicomWebRoot: '/</script>\u2028' }] });
    expect(text).not.toContain('</script>');
    expect(evaluate(text).dataSources[0]?.configuration['wadoRoot']).toBe('/</script>\u2028');
  });

  it('needs an archive', () => {
    expect(() => viewerConfig({ archives: [] })).toThrow(RangeError);
  });
});
