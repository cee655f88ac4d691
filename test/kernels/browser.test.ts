import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KERNELS } from '../../gateway/src/kernels/index.ts';
import { hasProgram } from '../support/requirement.ts';
import type { BrowserReport } from './browser-worker.ts';

/** Without the last flag headless Chromium gives no adapter on software Vulkan. */
const ARGUMENTS = ['--no-sandbox', '--use-webgpu-adapter=swiftshader', '--enable-unsafe-webgpu'];

/** In the page: starts the worker and waits for its report. */
const ASK = `new Promise((resolve, reject) => {
  const worker = new Worker('/worker.js');
  worker.onmessage = ({ data }) => (data.found ? resolve(data.found) : reject(new Error(data.failure)));
  worker.onerror = ({ message }) => reject(new Error(message));
})`;

describe.skipIf(!hasProgram('chromium', 'kernels are not tried in a browser'))('in a browser', () => {
  let server: Server;
  let browser: Browser;
  let found: BrowserReport;

  beforeAll(async () => {
    server = await serve(await bundle());
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS });
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    found = await page.evaluate<BrowserReport>(ASK);
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it.each(KERNELS.map(({ name }) => name))('%s agrees with its reference', name => {
    const own = found.kernels.filter(({ kernel }) => kernel === name);
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter(({ agrees }) => !agrees)).toEqual([]);
  });

  it('makes the same lesion as the references', () => {
    expect(found.lesion).toMatchObject({ backend: 'webgpu', labelVoxelsDiffering: 0, strayVoxels: 0 });
    expect(found.lesion.lesionVoxels).toBeGreaterThan(100);
    expect(found.lesion.largestHu).toBeLessThanOrEqual(1);
  });
});

/** The worker's script; WGSL files go in as text, unchanged. */
async function bundle(): Promise<string> {
  const entry = join(import.meta.dirname, 'browser-worker.ts');
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: 'iife', platform: 'browser', target: 'es2022', loader: { '.wgsl': 'text' }, write: false, logLevel: 'silent' });
  return outputFiles[0]!.text;
}

/** On loopback, which counts as a secure context; WebGPU is offered in no other. */
function serve(script: string): Promise<Server> {
  const server = createServer(({ url }, response) => {
    const isWorker = url === '/worker.js';
    response.setHeader('content-type', isWorker ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8');
    response.end(isWorker ? script : '<!doctype html><title>kernels</title>');
  });
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
}
