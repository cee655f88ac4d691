import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeModel } from '../../../test/support/test-model.ts';
import { pointwise } from '../../../test/support/test-network.ts';
import { parseConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { startGateway } from './start-gateway.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lesion-forge-start-'));
  writeModel(join(folder, 'models'), [pointwise([0, 0], [1, 0], [2, -1])], { name: 'small' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = (port: number, environment: Record<string, string> = {}, http: object = {}) =>
  startGateway({ config: parseConfig({ dataDir: 'data', models: { dir: 'models', default: 'small' }, http: { port, ...http } }, folder), environment, log: createLogger({ level: 'silent' }), version: 'test' });

it('names a port that is taken, lets go of its database, and starts on another', async () => {
  const other = createServer();
  await new Promise<void>(resolve => void other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await expect(start(port)).rejects.toMatchObject({ code: 'config/invalid', message: expect.stringContaining(`port ${port} (EADDRINUSE)`) });
  await new Promise(resolve => other.close(resolve));
  await expect(start(0, {}, { bearerTokenEnv: 'NOT_SET' })).rejects.toMatchObject({ code: 'config/invalid', message: expect.stringContaining('NOT_SET') });
  const gateway = await start(0);
  expect((await fetch(`${gateway.url}/api/health`)).status).toBe(200);
  await gateway.stop();
  await expect(fetch(`${gateway.url}/api/health`)).rejects.toThrow();
  await (await start(0)).stop();
});
