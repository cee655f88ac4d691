import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenedGpu } from '../../gateway/src/kernels/webgpu/open-kernels.ts';
import { openGpu } from '../../gateway/src/wiring/open-gpu.ts';
import { requirement } from './requirement.ts';

/** Where Chromium keeps SwiftShader, a Vulkan driver that computes on the CPU. */
const FOLDERS = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome', '/opt/chromium'];
const LIBRARY = 'libvk_swiftshader.so';

/** Folder of an installed SwiftShader; undefined (in CI: an error) when there is none. */
export function softwareDriver(): string | undefined {
  const folder = FOLDERS.find(path => existsSync(join(path, LIBRARY)));
  requirement(folder !== undefined, 'Chromium is not installed: its software Vulkan runs the kernels as a graphics card would');
  return folder;
}

/** Opens the kernels on software Vulkan. Fails, rather than being skipped, when the driver is there but gives no device. */
export async function openSoftwareGpu(folder: string): Promise<OpenedGpu> {
  const before = process.env['VK_ICD_FILENAMES'];
  process.env['VK_ICD_FILENAMES'] = driverManifest(folder);
  try {
    return await openGpu();
  } finally {
    if (before === undefined) delete process.env['VK_ICD_FILENAMES'];
    else process.env['VK_ICD_FILENAMES'] = before;
  }
}

/** What the Vulkan loader reads to find the driver; some packages have none. */
export function driverManifest(folder: string): string {
  const shipped = join(folder, 'vk_swiftshader_icd.json');
  if (existsSync(shipped)) return shipped;
  const path = join(mkdtempSync(join(tmpdir(), 'lesion-forge-vulkan-')), 'driver.json');
  writeFileSync(path, JSON.stringify({ file_format_version: '1.0.0', ICD: { library_path: join(folder, LIBRARY), api_version: '1.0.5' } }));
  return path;
}
