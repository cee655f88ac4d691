import { fileURLToPath } from 'node:url';

/** The checkout or installation this code runs from, whether from src or from dist. */
const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

export const PATHS = {
  root: at(''),
  contract: at('openapi/gateway.yaml'),
  plugins: at('ohif-extension/dist'),
  models: at('models'),
  viewer: at('.cache/viewer'),
} as const;
