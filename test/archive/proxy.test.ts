import { request, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArchiveConfig } from '../../gateway/src/config.ts';
import { createDicomWebProxy, type DicomWebProxy } from '../../gateway/src/dicomweb/proxy.ts';
import { ctInstance, ctSeries, type CtInstance } from '../phantoms/ct-instance.ts';
import { archiveConfig } from './archive-config.ts';
import { freePort, hasOrthanc, startOrthanc, type RunningOrthanc } from './orthanc.ts';
import { json, multipartBytes, startStrictMock, type StrictMock } from './strict-mock.ts';

interface Served {
  readonly origin: string;
  readonly proxy: DicomWebProxy;
  stop(): Promise<void>;
}

async function serve(archives: readonly ArchiveConfig[], maxInspectedBytes?: number): Promise<Served> {
  const proxy = createDicomWebProxy({ archives, resolveSecret: () => 's3cret', ...(maxInspectedBytes === undefined ? {} : { maxInspectedBytes }) });
  const app = express();
  app.use('/dicom-web', (req, res) => void proxy.handle(req, res));
  const server: Server = await new Promise(resolve => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const stop = async () => {
    proxy.close();
    const closed = new Promise(resolve => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, proxy, stop };
}

/** Sends the path as it is written, which fetch does not. */
function rawGet(origin: string, path: string, options: { method?: string; headers?: Record<string, string> } = {}): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, ...options }, (res: IncomingMessage) => {
      let body = '';
      res.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')));
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body }));
      res.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}

const WHOLE = 'multipart/related; type="application/dicom"; transfer-syntax=*';
const series = ctSeries(60, { columns: 256, rows: 256 });
const { studyUid, seriesUid, sopInstanceUid } = series[0] as CtInstance;
const storeInit = (files: readonly Uint8Array[]) => ({ method: 'POST', headers: { 'content-type': 'multipart/related; type="application/dicom"; boundary=b-1' }, body: new Uint8Array(multipartBytes(files)) });

describe.skipIf(!hasOrthanc())('the proxy in front of a real Orthanc', () => {
  let orthanc: RunningOrthanc;
  let served: Served;
  let root: string;

  beforeAll(async () => {
    orthanc = await startOrthanc({ auth: { user: 'gateway', password: 's3cret' }, publicHost: 'pacs.internal:8042' });
    await orthanc.upload(series.map(instance => instance.bytes));
    const auth = { kind: 'basic', user: 'gateway', passwordEnv: 'PASSWORD' } as const;
    const down = archiveConfig(`http://127.0.0.1:${await freePort()}/dicom-web`, { name: 'down' });
    served = await serve([archiveConfig(orthanc.url, { auth }), archiveConfig(orthanc.url, { name: 'clinical', auth, allowSynthetic: false }), archiveConfig(orthanc.url, { name: 'wrong', auth: { ...auth, user: 'nobody' } }), down], 1_000_000);
    root = `${served.origin}/dicom-web/pacs`;
  });
  afterAll(async () => {
    await served?.stop();
    await orthanc?.stop();
  });

  it('passes the query on, also the list that the viewer encodes', async () => {
    const answer = await fetch(`${root}/studies?StudyDate=20240102&includefield=00081030%2C00080060&limit=1`);
    expect(answer.status).toBe(200);
    const studies = (await answer.json()) as Record<string, { Value?: unknown[] }>[];
    expect(studies[0]?.['00081030']?.Value).toEqual(['Transport']);
    expect(await (await fetch(`${root}/studies?StudyDate=19990101`)).json()).toEqual([]);
    expect(await (await fetch(`${root}/studies/${studyUid}/series/${seriesUid}/instances?limit=5&offset=57`)).json()).toHaveLength(3);
  });

  it('rewrites addresses in metadata to its own path', async () => {
    const text = await (await fetch(`${root}/studies/${studyUid}/series/${seriesUid}/metadata`)).text();
    expect(text).not.toContain('pacs.internal');
    const metadata = JSON.parse(text) as Record<string, { BulkDataURI?: string }>[];
    expect(metadata).toHaveLength(60);
    const uri = metadata[0]?.['7FE00010']?.BulkDataURI as string;
    expect(uri.startsWith(`/dicom-web/pacs/studies/${studyUid}/series/`)).toBe(true);
    const bulk = await fetch(`${served.origin}${uri}`, { headers: { accept: 'multipart/related; type="application/octet-stream"' } });
    expect((await bulk.arrayBuffer()).byteLength).toBeGreaterThan(256 * 256 * 2);
  });

  it('keeps Accept: the same address gives what was asked for', async () => {
    const instance = `${root}/studies/${studyUid}/series/${seriesUid}/instances/${sopInstanceUid}`;
    const whole = await fetch(instance, { headers: { accept: WHOLE } });
    expect(whole.headers.get('content-type')).toContain('application/dicom');
    expect(Buffer.from(await whole.arrayBuffer()).includes(Buffer.from((series[0] as CtInstance).bytes))).toBe(true);
    const rendered = await fetch(`${instance}/rendered`, { headers: { accept: 'image/png' } });
    expect(rendered.headers.get('content-type')).toBe('image/png');
    expect((await rendered.arrayBuffer()).byteLength).toBeGreaterThan(1000);
    const frame = await fetch(`${instance}/frames/1`, { headers: { accept: 'multipart/related; type="application/octet-stream"; transfer-syntax=1.2.840.10008.1.2.1' } });
    expect((await frame.arrayBuffer()).byteLength).toBeGreaterThan(256 * 256 * 2);
  });

  it('serves WADO-URI', async () => {
    const answer = await fetch(`${root}/wado?requestType=WADO&studyUID=${studyUid}&seriesUID=${seriesUid}&objectUID=${sopInstanceUid}&contentType=application%2Fdicom`);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).subarray(128, 132).toString()).toBe('DICM');
    expect((await fetch(`${root}/wado?requestType=WADO&studyUID=../..&seriesUID=1&objectUID=1`)).status).toBe(400);
  });

  it('streams a whole series without holding it', async () => {
    const answer = await fetch(`${root}/studies/${studyUid}/series/${seriesUid}`, { headers: { accept: WHOLE } });
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(60 * 256 * 256 * 2);
  });

  it('passes on what the archive refuses', async () => {
    expect((await fetch(`${root}/studies/${studyUid}/series/2.25.1/metadata`)).status).toBe(404);
    expect((await fetch(`${root}/studies?limit=abc`)).status).toBe(400);
    expect((await rawGet(served.origin, `/dicom-web/pacs/studies/${studyUid}/metadata`, { method: 'HEAD' })).body).toBe('');
  });

  it.each([['down', 502, 'archive/unreachable'], ['wrong', 502, 'archive/unauthorised'], ['nowhere', 404, 'archive/unknown']])('answers problem+json for archive %s', async (name, status, code) => {
    const answer = await fetch(`${served.origin}/dicom-web/${name}/studies?limit=1`);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('www-authenticate')).toBeNull();
    expect(await answer.json()).toMatchObject({ code, status });
  });

  it('stores what the viewer sends', async () => {
    const answer = await fetch(`${root}/studies`, storeInit(ctSeries(2, { seriesUid: '2.25.7001' }).map(instance => instance.bytes)));
    expect(answer.status).toBe(200);
    expect(await (await fetch(`${root}/studies/${studyUid}/series/2.25.7001/instances`)).json()).toHaveLength(2);
  });

  it.each([
    ['the tag', { SyntheticData: 'YES' }],
    ['the description', { SeriesDescription: 'SYNTHETIC - NOT ACQUIRED' }],
  ])('keeps synthetic data, known by %s, out of an archive that may hold none', async (_how, attributes) => {
    const clinical = `${served.origin}/dicom-web/clinical/studies`;
    const acquired = ctInstance({ seriesUid: '2.25.7002', slice: 0 });
    const synthetic = ctInstance({ seriesUid: '2.25.7002', slice: 1, attributes });
    const answer = await fetch(clinical, storeInit([acquired.bytes, synthetic.bytes]));
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'archive/synthetic-not-allowed' });
    expect(await (await fetch(`${clinical}/${studyUid}/series/2.25.7002/instances`)).json()).toEqual([]);
  });

  it('looks into what goes to such an archive and passes the rest on', async () => {
    const clinical = `${served.origin}/dicom-web/clinical/studies`;
    expect((await fetch(clinical, storeInit([new Uint8Array(500)]))).status).toBe(400);
    expect((await fetch(clinical, storeInit([new Uint8Array(2_000_000)]))).status).toBe(413);
    expect((await fetch(clinical, storeInit([ctInstance({ seriesUid: '2.25.7003', slice: 0 }).bytes]))).status).toBe(200);
    expect(await (await fetch(`${clinical}/${studyUid}/series/2.25.7003/instances`)).json()).toHaveLength(1);
  });

  it.each([
    ['DELETE', '/pacs/studies/1.2.3', 405],
    ['PUT', '/pacs/studies/1.2.3', 405],
    ['POST', `/pacs/studies/${studyUid}/series/${seriesUid}`, 405],
    ['OPTIONS', '/pacs/studies', 204],
    ['GET', '/pacs/../../instances', 400],
    ['GET', '/pacs/studies/%2e%2e/%2e%2e/system', 400],
    ['GET', '/pacs/studies/..%2f..%2fsystem', 400],
    ['GET', '/pacs/studies//x', 400],
    ['GET', '/pacs/servers', 404],
    ['GET', '/pacs/%00', 400],
    ['GET', '/pacs/studies\\..\\x', 400],
    ['GET', '/pacs', 404],
  ])('%s %s is answered %i', async (method, path, status) => {
    const answer = await rawGet(served.origin, `/dicom-web${path}`, { method });
    expect(answer.status).toBe(status);
    if (status === 405 || status === 204) expect(answer.headers.allow).toContain('GET');
  });

  it('takes only STOW-RS bodies', async () => {
    const answer = await fetch(`${root}/studies`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    expect(answer.status).toBe(415);
  });
});

describe('the proxy in front of an archive of its own kind', () => {
  let mock: StrictMock;
  let served: Served;
  let root: string;

  beforeAll(async () => {
    mock = await startStrictMock(series.slice(0, 3));
    served = await serve([archiveConfig(mock.url, { server: 'standard', auth: { kind: 'bearer', tokenEnv: 'TOKEN' }, idleTimeoutMs: 300 })]);
    root = `${served.origin}/dicom-web/pacs`;
  });
  afterAll(async () => {
    await served.stop();
    await mock.stop();
  });
  const last = () => mock.requests.at(-1)?.headers;

  it('adds its own credentials and passes on none of the caller', async () => {
    await fetch(`${root}/studies/1.2/series/1.3/instances`, { headers: { authorization: 'Bearer caller', cookie: 'session=1', 'x-forwarded-for': '10.0.0.1', range: 'bytes=0-9', accept: 'application/dicom+json', origin: 'http://x' } });
    expect(last()).toMatchObject({ authorization: 'Bearer s3cret', range: 'bytes=0-9', accept: 'application/dicom+json', 'accept-encoding': 'identity' });
    expect(Object.keys(last() ?? {})).not.toEqual(expect.arrayContaining(['cookie']));
    expect(Object.keys(last() ?? {}).filter(name => ['cookie', 'x-forwarded-for', 'origin', 'user-agent'].includes(name))).toEqual([]);
  });

  it('passes 206, 204 and 304 and their headers on, but neither cookies nor rights', async () => {
    mock.misbehave((_req, res) => (res.writeHead(206, { 'content-range': 'bytes 0-3/10', 'content-type': 'application/octet-stream', 'set-cookie': 'a=b', 'access-control-allow-origin': '*', server: 'X', 'x-hop': '1', connection: 'x-hop' }).end('abcd'), true));
    const part = await fetch(`${root}/studies/1.2`, { headers: { range: 'bytes=0-3' } });
    expect(part.status).toBe(206);
    expect(await part.text()).toBe('abcd');
    expect(part.headers.get('content-range')).toBe('bytes 0-3/10');
    for (const name of ['set-cookie', 'access-control-allow-origin', 'server', 'x-hop']) expect(part.headers.get(name)).toBeNull();
    for (const status of [204, 304]) {
      mock.misbehave((_req, res) => (res.writeHead(status).end(), true));
      expect((await fetch(`${root}/studies/1.2`)).status).toBe(status);
    }
    mock.misbehave(undefined);
  });

  it('gives a page from the archive no rights', async () => {
    mock.misbehave((_req, res) => (res.writeHead(200, { 'content-type': 'text/html' }).end('<script>1</script>'), true));
    const answer = await fetch(`${root}/studies/1.2/rendered`);
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    mock.misbehave(undefined);
  });

  it('follows no redirect and passes on only those within the archive', async () => {
    mock.misbehave((_req, res) => (res.writeHead(302, { location: 'http://169.254.169.254/x' }).end(), true));
    expect((await fetch(`${root}/studies/1.2`, { redirect: 'manual' })).status).toBe(502);
    mock.misbehave((_req, res) => (res.writeHead(302, { location: `${mock.url}/studies/9` }).end(), true));
    const inside = await fetch(`${root}/studies/1.2`, { redirect: 'manual' });
    expect(inside.headers.get('location')).toBe('/dicom-web/pacs/studies/9');
    mock.misbehave(undefined);
  });

  it('drops the archive\'s answer when the caller goes', async () => {
    let drop: () => void = () => undefined;
    const dropped = new Promise<string>(resolve => (drop = () => resolve('dropped')));
    mock.misbehave((_req, res) => {
      res.on('close', drop);
      res.writeHead(200, { 'content-type': 'application/dicom' });
      const timer = setInterval(() => res.write(Buffer.alloc(10_000)), 10);
      res.on('close', () => clearInterval(timer));
      return true;
    });
    const stop = new AbortController();
    const answer = await fetch(`${root}/studies/1.2`, { signal: stop.signal });
    await answer.body?.getReader().read();
    stop.abort();
    expect(await Promise.race([dropped, sleep(2000)])).toBe('dropped');
    mock.misbehave(undefined);
  });

  it('does not read faster than the caller, and does not call that a silent archive', async () => {
    const total = 60_000_000;
    let sent = 0;
    mock.misbehave((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': total });
      const more = () => {
        while (sent < total) {
          sent += 100_000;
          if (!res.write(Buffer.alloc(100_000))) return void res.once('drain', more);
        }
        res.end();
      };
      more();
      return true;
    });
    const { hostname, port } = new URL(root);
    const received = await new Promise<number>((resolve, reject) => {
      request({ hostname, port, path: '/dicom-web/pacs/studies/1.2' }, res => {
        let bytes = 0;
        void sleep(900).then(() => {
          expect(sent).toBeLessThan(total);
          res.on('data', (chunk: Buffer) => (bytes += chunk.length)).on('end', () => resolve(bytes));
        });
        res.on('error', reject);
      }).on('error', reject).end();
    });
    expect(received).toBe(total);
    mock.misbehave(undefined);
  });

  it('cuts its own answer when the archive dies in the middle, and tells of a silent archive', async () => {
    mock.misbehave((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/dicom', 'content-length': 100_000 });
      res.write(Buffer.alloc(1000), () => setTimeout(() => res.destroy(), 20));
      return true;
    });
    await expect(fetch(`${root}/studies/1.2`).then(answer => answer.arrayBuffer())).rejects.toThrow();
    mock.misbehave(() => true);
    const silent = await fetch(`${root}/studies/1.2`);
    expect(silent.status).toBe(504);
    expect(await silent.json()).toMatchObject({ code: 'archive/timeout' });
    mock.misbehave(undefined);
  });

  it('rewrites addresses wherever the text breaks, and nothing else', async () => {
    const text = JSON.stringify([
      { '7FE00010': { vr: 'OW', BulkDataURI: `http://other.example:1/rs/studies/1.2/bulk/7fe00010` }, '00081190': { vr: 'UR', Value: [`${mock.url}/studies/1.2`] } },
      { '00081030': { vr: 'LO', Value: ['Größe "http://elsewhere/studies/1.2" http://x/rs/studies/3', 'http://elsewhere/rs2/studies/1'] }, '00420011': { BulkDataURI: '../bulk/1' } },
    ]).replace('http://other.example:1/rs', String.raw`http:\/\/other.example:1\/rs`);
    for (const size of [1, 2, 7, 50, 10_000]) {
      mock.misbehave((_req, res) => {
        res.writeHead(200, { 'content-type': 'application/dicom+json' });
        const bytes = Buffer.from(text);
        for (let at = 0; at < bytes.length; at += size) res.write(bytes.subarray(at, at + size));
        res.end();
        return true;
      });
      const value = (await (await fetch(`${root}/studies/1.2/metadata`)).json()) as unknown;
      expect(value).toEqual([
        { '7FE00010': { vr: 'OW', BulkDataURI: '/dicom-web/pacs/studies/1.2/bulk/7fe00010' }, '00081190': { vr: 'UR', Value: ['/dicom-web/pacs/studies/1.2'] } },
        { '00081030': { vr: 'LO', Value: ['Größe "http://elsewhere/studies/1.2" http://x/rs/studies/3', 'http://elsewhere/rs2/studies/1'] }, '00420011': { BulkDataURI: '../bulk/1' } },
      ]);
    }
    mock.misbehave(undefined);
  });

  it('answers a store although the archive did not want to read it all', async () => {
    mock.misbehave((req, res) => (req.method === 'POST' ? (json(res, 409, {}), true) : false));
    expect((await fetch(`${root}/studies`, storeInit(series.slice(0, 3).map(instance => instance.bytes)))).status).toBe(409);
    mock.misbehave(undefined);
  });
});
