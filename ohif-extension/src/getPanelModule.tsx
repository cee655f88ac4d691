import { appOf } from './app.ts';
import { PANEL_NAME } from './id.ts';
import type { Host, PanelEntry } from './ohif.d.ts';
import { island } from './panels/island.tsx';
import { LesionForgePanel } from './panels/lesion-forge-panel.tsx';

export function getPanelModule(host: Host): readonly PanelEntry[] {
  const component = island(() => <LesionForgePanel app={appOf(host)} />);
  return [{ name: PANEL_NAME, iconName: 'tab-roi-threshold', iconLabel: 'Lesion Forge', label: 'Lesion Forge', component }];
}
