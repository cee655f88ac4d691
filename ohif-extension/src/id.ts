/** Equals the package name, as the host expects of extensions it loads by name. */
export const EXTENSION_ID = '@lesion-forge/ohif-extension';
export const MODE_ID = '@lesion-forge/ohif-extension/mode';

export const PANEL_NAME = 'lesionForge';
export const PANEL_ID = `${EXTENSION_ID}.panelModule.${PANEL_NAME}`;

export const RESEARCH_NOTICE = 'Research use only - not a medical device';
