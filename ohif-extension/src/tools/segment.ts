import type { App } from '../app.ts';
import { PANEL_ID } from '../id.ts';
import { startSegment } from '../jobs/start-segment.ts';
import { EVALUATE_CT } from './evaluate-ct.ts';
import type { ViewerTool } from './viewer-tool.ts';

const COMMAND = 'lesionForgeSegment';

/** Segments the series of the active viewport with the chosen model. */
export const segment: ViewerTool = {
  button: {
    id: 'LesionForgeSegment',
    uiType: 'ohif.toolButton',
    props: {
      icon: 'tool-seg-shape',
      label: 'Segment',
      tooltip: 'Segment organ and lesions of this CT series',
      commands: COMMAND,
      evaluate: EVALUATE_CT,
    },
  },
  command: {
    name: COMMAND,
    run: (app: App) => {
      app.host.servicesManager.services.panelService.activatePanel(PANEL_ID, true);
      return startSegment(app);
    },
  },
};
