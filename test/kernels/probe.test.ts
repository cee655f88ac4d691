import { expect, it } from 'vitest';
import type { GpuReport } from '../../gateway/src/synthesis/backend/gpu-report.ts';
import { spawnEntry } from '../../gateway/src/spawn-entry.ts';
import { driverManifest, softwareDriver } from '../support/software-gpu.ts';

const PROBE = new URL('../../gateway/src/wiring/gpu-probe-process.ts', import.meta.url);

const probe = (environment: Record<string, string>) =>
  new Promise<GpuReport>((resolve, reject) => {
    const child = spawnEntry(PROBE, { env: { ...process.env, ...environment }, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.once('message', message => resolve(message as GpuReport));
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`The probe ended with ${code}.`)));
  });

const driver = softwareDriver();

it.skipIf(driver === undefined)('finds a device, tries every kernel on it and knows software for what it is', async () => {
  const report = await probe({ VK_ICD_FILENAMES: driverManifest(driver!) });
  expect(report).toMatchObject({ found: true, adapter: { software: true }, disagreeing: [] });
});

it('says that there is none when no driver can be loaded', async () => {
  const report = await probe({ VK_ICD_FILENAMES: '/nowhere/driver.json', VK_DRIVER_FILES: '/nowhere/driver.json' });
  expect(report).toMatchObject({ found: false, reason: expect.stringContaining('No graphics device') });
});
