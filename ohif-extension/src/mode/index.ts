import { MODE_ID, PANEL_ID } from '../id.ts';
import type { ModeContext, ModeFactoryTools, ModeInstance } from '../ohif.d.ts';
import { TOOLS } from '../tools/index.ts';

const tools = TOOLS.flatMap(({ tool }) => (tool ? [{ toolName: tool.name }] : []));

/** The bundled segmentation mode with our tools and panel, without its habit of switching panels when an overlay appears. */
function compose(segmentation: ModeInstance, basic: ModeInstance): ModeInstance {
  const [route] = segmentation.routes;
  if (!route) throw new Error('The segmentation mode of this OHIF version has no route to build on.');
  const { layoutInstance } = route;
  const rightPanels = [PANEL_ID, ...layoutInstance.props.rightPanels];
  return {
    ...segmentation,
    id: MODE_ID,
    routeName: 'tumor',
    displayName: 'Lesion Forge',
    hide: false,
    modeModalities: ['CT'],
    hangingProtocol: 'default',
    toolbarButtons: [...segmentation.toolbarButtons, ...TOOLS.map(({ button }) => button)],
    toolGroupAdditions: { default: [{ passive: tools }], mpr: [{ passive: tools }] },
    onModeEnter(this: unknown, context: ModeContext) {
      const { toolbarService } = context.servicesManager.services;
      toolbarService.updateSection(toolbarService.sections.primary, TOOLS.map(({ button }) => button.id));
      basic.onModeEnter.call(this, context);
    },
    routes: [{ ...route, path: 'tumor', layoutInstance: { ...layoutInstance, props: { ...layoutInstance.props, rightPanels } } }],
  };
}

/** The OHIF mode. Composes only; every capability is the extension's. */
const mode = {
  id: MODE_ID,
  async modeFactory({ loadModules }: ModeFactoryTools): Promise<ModeInstance> {
    const [segmentation, basic] = await loadModules(['@ohif/mode-segmentation', '@ohif/mode-basic']);
    if (!segmentation || !basic) throw new Error('OHIF lacks its segmentation mode, which this mode builds on.');
    return compose(segmentation.modeInstance, basic.modeInstance);
  },
};

export default mode;
