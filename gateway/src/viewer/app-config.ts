import type { Archive } from '@lesion-forge/openapi';

export interface ViewerConfigOptions {
  /** As the catalogue lists them; their `dicomWebRoot` is a path on the viewer's own origin. */
  readonly archives: readonly Pick<Archive, 'name' | 'isDefault' | 'dicomWebRoot'>[];
  /** Rooted path of the folder that serves extension.js and mode.js. */
  readonly pluginsRoot?: string;
}

/** The modes the viewer always adds; ours replaces them. */
const BUNDLED_MODES = ['longitudinal', 'basic', 'segmentation', 'tmtv', 'microscopy', 'preclinical-4d', 'ultrasound-pleura-bline'];

/** Text of `/app-config.js`: the settings the prebuilt OHIF viewer reads before it starts. */
export function viewerConfig({ archives, pluginsRoot = '/plugins' }: ViewerConfigOptions): string {
  const first = archives.find((archive) => archive.isDefault) ?? archives[0];
  if (!first) throw new RangeError('viewerConfig: no archive');
  const config = {
    routerBasename: '/',
    extensions: [`${pluginsRoot}/extension.js`],
    modes: [`${pluginsRoot}/mode.js`],
    modesConfiguration: Object.fromEntries(BUNDLED_MODES.map((mode) => [`@ohif/mode-${mode}`, { hide: { $set: true } }])),
    investigationalUseDialog: { option: 'never' },
    showStudyList: true,
    maxNumberOfWebWorkers: 2,
    defaultDataSourceName: first.name,
    dataSources: archives.map(dataSource),
  };
  return `window.config = ${escapeForScript(JSON.stringify(config, null, 2))};\n`;
}

/** One archive. `name` is also the key under which the extension finds the archive in the gateway's catalogue. */
function dataSource({ name, dicomWebRoot }: ViewerConfigOptions['archives'][number]) {
  return {
    namespace: '@ohif/extension-default.dataSourcesModule.dicomweb',
    sourceName: name,
    configuration: {
      friendlyName: name,
      name,
      qidoRoot: dicomWebRoot,
      wadoRoot: dicomWebRoot,
      wadoUriRoot: dicomWebRoot,
      qidoSupportsIncludeField: true,
      imageRendering: 'wadors',
      thumbnailRendering: 'wadors',
      enableStudyLazyLoad: true,
      supportsFuzzyMatching: false,
      supportsWildcard: true,
      supportsStow: true,
      omitQuotationForMultipartRequest: true,
      bulkDataURI: { enabled: true, relativeResolution: 'studies' },
      // What the viewer itself stores: BINARY segmentations, explicit little endian, which every reader understands.
      segmentation: { store: { defaultMode: 'bitmap', transferSyntaxUID: '1.2.840.10008.1.2.1' } },
    },
  };
}

/** JSON is script, but for two line separators and what could end a script element. */
const escapeForScript = (json: string): string => json.replace(/[<\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
