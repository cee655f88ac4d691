import { appOf } from './app.ts';
import type { CommandsModule, Host } from './ohif.d.ts';
import { TOOLS } from './tools/index.ts';

export function getCommandsModule(host: Host): CommandsModule {
  const definitions = Object.fromEntries(TOOLS.map(({ command }) => [command.name, { commandFn: () => command.run(appOf(host)) }]));
  return { defaultContext: 'VIEWER', definitions };
}
