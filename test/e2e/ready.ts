import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PATHS } from '../../gateway/src/wiring/paths.ts';
import { hasOrthanc } from '../archive/orthanc.ts';
import { hasProgram, requirement } from '../support/requirement.ts';

/** True when browser, archive, viewer and plugin are there; else prints what is missing (throws under CI=true). */
export const viewerReady = (): boolean =>
  hasOrthanc() &&
  hasProgram('chromium', 'viewer tests (apt-get install chromium)') &&
  requirement(existsSync(join(PATHS.viewer, 'index.html')), 'the viewer is not fetched (node scripts/fetch-viewer.mjs): viewer tests') &&
  requirement(existsSync(join(PATHS.plugins, 'extension.js')), 'the plugin is not built (node scripts/build-extension.mjs): viewer tests');

/** True when the default segmentation model is there. */
export const modelReady = (): boolean => requirement(existsSync(join(PATHS.models, 'liver-lesion/model.json')), 'there is no model liver-lesion: segmentation in the viewer');
