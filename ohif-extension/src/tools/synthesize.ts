import { PANEL_ID } from '../id.ts';
import { drawnSpheres } from './drawn-spheres.ts';
import { EVALUATE_CT } from './evaluate-ct.ts';
import { placeSite, resizeSite } from './place-site.ts';
import { createSphereTool, SPHERE_TOOL_NAME } from './sphere-tool.ts';
import { TOOL_GROUPS } from './tool-groups.ts';
import type { ViewerTool } from './viewer-tool.ts';

const COMMAND = 'lesionForgeShowPanel';

/** Chooses the sphere tool, with which the reader marks where the tumour goes and how large it is. */
export const synthesize: ViewerTool = {
  button: {
    id: SPHERE_TOOL_NAME,
    uiType: 'ohif.toolButton',
    props: {
      icon: 'tool-circle',
      label: 'Synthesize tumor',
      tooltip: 'Synthesize tumor: click a site, or drag to set the radius',
      commands: [{ commandName: 'setToolActiveToolbar', commandOptions: { toolGroupIds: TOOL_GROUPS } }, COMMAND],
      evaluate: ['evaluate.cornerstoneTool', EVALUATE_CT],
    },
  },
  command: {
    name: COMMAND,
    run: (app) => app.host.servicesManager.services.panelService.activatePanel(PANEL_ID, true),
  },
  tool: {
    name: SPHERE_TOOL_NAME,
    create: (cornerstone, app) =>
      createSphereTool(cornerstone, {
        spheres: () => drawnSpheres(app.site.get(), app.draft.get(), app.preview.desk.scene.get()),
        place: (placement) => placeSite(app, placement),
        resize: (radiusMm) => resizeSite(app, radiusMm),
      }),
  },
};
