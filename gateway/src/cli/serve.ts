import { loadConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { startGateway } from '../wiring/start-gateway.ts';
import { PATHS } from '../wiring/paths.ts';
import type { Command } from './command.ts';
import { number, optional } from './values.ts';

export const serve: Command = {
  name: 'serve',
  summary: 'run the gateway',
  usage: '[--config FILE] [--host ADDRESS] [--port N]\n\nConfiguration: docs/configuration.md. LESION_FORGE_CONFIG, LESION_FORGE_HOST and LESION_FORGE_PORT serve as defaults of the options.',
  options: { config: { type: 'string' }, host: { type: 'string' }, port: { type: 'string' } },
  async run({ values, environment, version, signal }) {
    const host = optional(values, 'host') ?? environment['LESION_FORGE_HOST'];
    const port = number({ port: values['port'] ?? environment['LESION_FORGE_PORT'] }, 'port');
    const overrides = { ...(host === undefined ? {} : { host }), ...(port === undefined ? {} : { port }) };
    const config = loadConfig(optional(values, 'config') ?? environment['LESION_FORGE_CONFIG'], overrides, PATHS.root);
    const gateway = await startGateway({ config, environment, log: createLogger({ level: config.logLevel }), version });
    await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
    await gateway.stop();
    return { json: { stopped: true }, lines: [] };
  },
};
