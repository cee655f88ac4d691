import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import request from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AppDependencies } from '../../gateway/src/app.ts';
import { createLogger } from '../../gateway/src/log.ts';
import { serveApp } from './test-gateway.ts';

let root: string;
const open: (() => Promise<void>)[] = [];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lesion-forge-viewer-'));
  await mkdir(join(root, 'viewer/assets'), { recursive: true });
  await mkdir(join(root, 'plugins'));
  await writeFile(join(root, 'viewer/index.html'), '<!doctype html><title>viewer</title>');
  await writeFile(join(root, 'viewer/app.bundle.0123456789abcdef0123.js'), `console.log(${'1+'.repeat(2_000)}1)`);
  await writeFile(join(root, 'plugins/extension.js'), 'export default {}');
  await writeFile(join(root, 'secret.txt'), 'secret');
});
afterAll(() => rm(root, { recursive: true, force: true }));
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const proxy: RequestHandler = (request, response) => void response.json({ seen: request.url });

async function start(overrides: Partial<AppDependencies> = {}): Promise<string> {
  const viewer = { dir: join(root, 'viewer'), appConfig: 'window.config = {};', inlineScriptHashes: ['sha256-abc='] };
  const { url, close } = await serveApp({ viewer, pluginsDir: join(root, 'plugins'), proxy, ...overrides });
  open.push(close);
  return url;
}

/** Sends the path as it is, which fetch and supertest would tidy up. */
const rawStatus = (url: string, path: string) =>
  new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const sent = httpRequest(url, { path }, response => {
      let text = '';
      response.on('data', chunk => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    sent.on('error', reject);
    sent.end();
  });

describe('viewer', () => {
  it('serves its page for every route only it knows, and its configuration', async () => {
    const url = await start();
    for (const path of ['/', '/segmentation?StudyInstanceUIDs=1.2.3', '/viewer/dicomweb/1.2.840.113619'])
      expect((await request(url).get(path)).text).toContain('<title>viewer</title>');
    const config = await request(url).get('/app-config.js');
    expect(config.text).toBe('window.config = {};');
    expect(config.headers).toMatchObject({ 'content-type': expect.stringContaining('javascript'), 'cache-control': 'no-cache' });
  });

  it('sends the policy its page needs, and a closed one with everything else', async () => {
    const url = await start();
    const policy = (await request(url).get('/worklist')).headers['content-security-policy'] as string;
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval' 'sha256-abc='");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toContain('http');
    expect((await request(url).get('/plugins/extension.js')).headers['content-security-policy']).toBe("default-src 'none'; script-src 'wasm-unsafe-eval'; frame-ancestors 'none'");
    const api = await request(url).get('/api/health');
    expect(api.headers).toMatchObject({ 'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    expect(api.headers).not.toHaveProperty('x-powered-by');
    expect(api.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('compresses, and lets browsers keep what carries a digest in its name', async () => {
    const url = await start();
    const bundle = await request(url).get('/app.bundle.0123456789abcdef0123.js').set('Accept-Encoding', 'gzip');
    expect(bundle.headers).toMatchObject({ 'content-encoding': 'gzip', 'cache-control': expect.stringContaining('immutable') });
    expect((await request(url).get('/index.html')).headers['cache-control']).toBe('no-cache');
  });

  it('answers what is not there with 404, never with its page', async () => {
    const url = await start();
    for (const path of ['/plugins/other.js', '/plugins/', '/plugins', '/api/other', '/api', '/missing.js', '/assets/image.png']) {
      const response = await request(url).get(path);
      expect([path, response.status, response.headers['content-type']]).toEqual([path, 404, expect.stringContaining('application/problem+json')]);
    }
    expect((await request(url).get('/plugins/extension.js')).text).toBe('export default {}');
    expect((await request(url).post('/worklist').send({})).status).toBe(404);
  });

  it('does not leave its folders', async () => {
    const url = await start();
    for (const path of ['/../secret.txt', '/plugins/../../secret.txt', '/plugins/..%2f..%2fsecret.txt', '/%2e%2e/secret.txt', '/plugins/%00'])
      expect((await rawStatus(url, path)).text).not.toBe('secret');
  });
});

describe('who may ask', () => {
  it('hands archive paths to the proxy', async () => {
    const url = await start();
    expect((await request(url).get('/dicom-web/main/studies?limit=1')).body).toEqual({ seen: '/main/studies?limit=1' });
  });

  it('refuses foreign host names and pages of other origins', async () => {
    const url = await start({ http: { bodyLimitBytes: 1_000, allowedHosts: ['gateway.hospital.example', 'Second.example:8443'] } });
    const get = () => request(url).get('/api/models');
    expect((await get().set('Host', 'attacker.example')).status).toBe(403);
    expect((await get().set('Host', 'Gateway.Hospital.Example:8443')).status).toBe(200);
    expect((await get().set('Host', 'second.example')).status).toBe(200);
    expect((await get().set('Host', 'gateway.hospital.example.attacker.example')).status).toBe(403);
    expect((await get().set('Host', '127.0.0.1.attacker.example')).status).toBe(403);
    expect((await get().set('Origin', 'http://attacker.example')).status).toBe(403);
    expect((await get().set('Origin', 'null')).status).toBe(403);
    expect((await get().set('Origin', `${url}.attacker.example`)).status).toBe(403);
    expect((await get().set('Origin', url)).status).toBe(200);
    expect((await get().set('Sec-Fetch-Site', 'cross-site')).status).toBe(403);
    expect((await request(url).get('/').set('Sec-Fetch-Site', 'cross-site').set('Sec-Fetch-Mode', 'navigate')).status).toBe(200);
    expect((await request(url).options('/api/jobs').set('Origin', 'http://attacker.example')).status).toBe(403);
  });

  it('asks for the token wherever data is, however the path is spelt', async () => {
    const url = await start({ http: { bodyLimitBytes: 1_000, allowedHosts: [], bearerToken: 'correct horse' } });
    for (const path of ['/api/models', '/api/jobs', '/dicom-web/main/studies', '/api/', '/api']) {
      const refused = await request(url).get(path);
      expect([path, refused.status, refused.headers['www-authenticate']]).toEqual([path, 401, 'Bearer']);
    }
    for (const path of ['/API/models', '/Dicom-Web/main/studies', '//api/models', '/api//models', '/./api/models', '/%61pi/models', '/dicom-web/../api/models', '/api/health/../models'])
      expect([path, (await rawStatus(url, path)).text]).toEqual([path, expect.not.stringMatching(/"models"|"seen"/)]);
    for (const authorization of ['Bearer', 'Bearer wrong', 'Basic correct horse', 'bearer correct horse ', 'Bearer correct horse2'])
      expect((await request(url).get('/api/models').set('Authorization', authorization)).status).toBe(401);
    expect((await request(url).get('/api/models').set('Authorization', 'Bearer correct horse')).status).toBe(200);
    expect((await request(url).get('/api/health')).status).toBe(200);
    expect((await request(url).get('/')).status).toBe(200);
  });
});

describe('the log', () => {
  it('holds no identifier and no text of a request, whatever fails', async () => {
    const lines: string[] = [];
    const log = createLogger({ level: 'debug', destination: { write: line => void lines.push(line) } });
    const fail = () => Promise.reject(new Error('peer says Mustermann^Erika 1.2.840.4711'));
    const url = await start({ log, previewStudy: fail, previewSeries: fail, submit: fail });
    await request(url).get('/api/archives/main/studies/1.2.840.4711');
    await request(url).get('/api/archives/main/studies/1.2.840.4711/series/1.2.840.4711.1');
    await request(url).get('/api/archives/Mustermann/studies/1.2.840.4711');
    await request(url).get('/api/Mustermann?PatientName=Mustermann');
    await request(url).get('/dicom-web/main/studies?PatientName=Mustermann');
    await request(url).get('/viewer?StudyInstanceUIDs=1.2.840.4711');
    await request(url).post('/api/jobs').type('json').send('{"Mustermann^Erika": 1.2.840.4711}');
    await request(url).post('/api/jobs').send({ task: 'segment', source: { studyUid: '1.2.840.4711', seriesUid: 'Mustermann' } });
    await request(url).post('/api/jobs').send({ task: 'segment', source: { studyUid: '1.2.840.4711', seriesUid: '1.2' } });
    expect(lines.filter(line => line.includes('"msg":"request"'))).toHaveLength(9);
    expect(lines.filter(line => line.includes('"msg":"a request failed"'))).toHaveLength(3);
    expect(lines.join('')).not.toMatch(/Mustermann|4711/);
    expect(lines.join('')).toContain('/api/archives/:archive/studies/:studyUid');
  });
});
