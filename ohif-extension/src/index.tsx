import { appOf } from './app.ts';
import { getCommandsModule } from './getCommandsModule.ts';
import { getPanelModule } from './getPanelModule.tsx';
import { getToolbarModule } from './getToolbarModule.ts';
import { EXTENSION_ID } from './id.ts';
import type { Host } from './ohif.d.ts';
import { registerTools } from './tools/register-tools.ts';

/** The OHIF extension. What it can do; the mode decides what is on screen. */
const extension = {
  id: EXTENSION_ID,
  preRegistration: (host: Host): void => registerTools(appOf(host)),
  onModeEnter: (host: Host): void => appOf(host).enter(),
  onModeExit: (host: Host): void => appOf(host).exit(),
  getPanelModule,
  getToolbarModule,
  getCommandsModule,
};

export default extension;
