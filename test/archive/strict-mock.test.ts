import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { ArchiveConfig } from '../../gateway/src/config.ts';
import { DicomWebClient } from '../../gateway/src/dicomweb/client.ts';
import { ctInstance, ctSeries, type CtInstance } from '../phantoms/ct-instance.ts';
import { archiveConfig } from './archive-config.ts';
import { json, multipart, multipartBytes, startStrictMock, storeAll, storeAnswer, type Misbehaviour, type MultipartShape, type StrictMock } from './strict-mock.ts';

const series = ctSeries(6);
const [first] = series as [CtInstance];
const { studyUid, seriesUid } = first;

let mock: StrictMock;
let client: DicomWebClient;

function connect(overrides: Partial<ArchiveConfig> = {}, options: { minBytesPerSecond?: number; maxInstanceBytes?: number } = {}): DicomWebClient {
  client?.close();
  const archive = archiveConfig(mock.url, { server: 'standard', idleTimeoutMs: 1000, totalTimeoutMs: 5000, ...overrides });
  client = new DicomWebClient({ archive, resolveSecret: () => 't0ken', retry: { baseDelayMs: 2, maxDelayMs: 40, random: () => 0.5 }, ...options });
  return client;
}

beforeEach(async () => {
  mock = await startStrictMock(series);
  connect();
});
afterEach(async () => {
  client.close();
  await mock.stop();
});

/** The misbehaviour for the first `count` requests that fit, then none. */
function times(count: number, method: string, how: (res: ServerResponse) => void): Misbehaviour {
  let left = count;
  return (req, res) => {
    if (req.method !== method || left-- <= 0) return false;
    how(res);
    return true;
  };
}
const onGet = (how: (res: ServerResponse) => void) => times(Infinity, 'GET', how);
const retrieve = () => client.retrieveInstance(first);
const expectWhole = async () => expect(Buffer.compare((await retrieve())?.bytes as Uint8Array, first.bytes)).toBe(0);

describe('retrieval from an archive that answers in its own way', () => {
  const shapes: Record<string, MultipartShape> = {
    'a quoted boundary with odd characters': { boundary: "a'b(c)+_,-./:=? d", contentType: `multipart/related; type="application/dicom"; boundary="a'b(c)+_,-./:=? d"` },
    'an unquoted boundary': { contentType: 'multipart/related; boundary=b-1; type=application/dicom' },
    'upper-case names and blanks': { contentType: 'Multipart/Related ;  TYPE="application/dicom" ;Boundary = "b-1"' },
    'escaped quotes': { boundary: 'b-1', contentType: String.raw`multipart/related; start="<a\"b>"; boundary="b\-1"` },
    'another boundary than it says': { contentType: 'multipart/related; type="application/dicom"; boundary=liar' },
    'no boundary in the header': { contentType: 'multipart/related; type="application/dicom"' },
    'a content type that lies': { contentType: 'text/html; charset=utf-8' },
    'no part header': { partHeader: '' },
    'line feeds only': { lineEnd: '\n' },
    'preamble and epilogue': { preamble: 'This is a message in MIME format.\r\n', epilogue: 'the end --b-1 is not here' },
    'gzip that nobody asked for': { gzip: true },
  };
  it.each(Object.keys(shapes))('reads %s', async name => {
    mock.misbehave(onGet(res => multipart(res, [first.bytes], shapes[name])));
    await expectWhole();
  });

  it.each(['application/dicom', 'application/octet-stream', 'multipart/related; boundary=x', undefined])('reads a single part sent as %s', async type => {
    mock.misbehave(onGet(res => res.writeHead(200, type === undefined ? {} : { 'content-type': type }).end(first.bytes)));
    await expectWhole();
  });

  it('reads a body that comes in pieces of any size, with a boundary-like text inside', async () => {
    const tricky = ctInstance({ slice: 0, attributes: { SeriesDescription: 'x--b-1' } });
    const bytes = multipartBytes([tricky.bytes]);
    bytes.write('\r\n--b-1x\r\n', bytes.length - 400, 'latin1');
    const expected = Buffer.from(tricky.bytes);
    expected.write('\r\n--b-1x\r\n', expected.length - 400 + '\r\n--b-1--\r\n'.length, 'latin1');
    mock.misbehave(onGet(res => {
      res.writeHead(200, { 'content-type': 'multipart/related; boundary=b-1' });
      for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 3) % 101 || 1) res.write(bytes.subarray(at, at + size));
      res.end();
    }));
    expect(Buffer.compare((await retrieve())?.bytes as Uint8Array, expected)).toBe(0);
  });

  it('takes the instance it asked for when several come, in any order', async () => {
    mock.misbehave(onGet(res => multipart(res, [...series].reverse().map(instance => instance.bytes))));
    await expectWhole();
  });

  it.each([
    ['another instance', () => multipartBytes([(series[1] as CtInstance).bytes])],
    ['a web page', () => Buffer.from('<html>login</html>')],
    ['nothing', () => Buffer.alloc(0)],
    ['a multipart message without end', () => multipartBytes([first.bytes]).subarray(0, -20)],
  ])('calls %s a bad response', async (_what, body) => {
    mock.misbehave(onGet(res => res.writeHead(200, { 'content-type': 'multipart/related; boundary=b-1' }).end(body())));
    await expect(retrieve()).rejects.toMatchObject({ code: 'archive/bad-response', retryable: true });
    expect(mock.requests).toHaveLength(3);
  });

  it('filters what a search answers besides what was asked', async () => {
    mock.misbehave((_req, res) => {
      json(res, 200, ['2.25.1', '2.25.2'].map(uid => ({ '0020000D': { vr: 'UI', Value: [uid] }, '00080020': { vr: 'DA', Value: [uid === '2.25.1' ? '20240102' : '20230102'] } })));
      return true;
    });
    expect((await client.searchStudies({ StudyDate: '20240101-' })).map(study => study.studyUid)).toEqual(['2.25.1']);
    expect(await client.searchStudies({ PatientID: 'X' })).toEqual([]);
  });

  it('ends a search whose archive knows no offset', async () => {
    const paging = new DicomWebClient({ archive: archiveConfig(mock.url), resolveSecret: () => undefined, pageSize: 6 });
    mock.misbehave((_req, res) => (json(res, 200, series.map(({ sopInstanceUid }) => ({ '00080018': { vr: 'UI', Value: [sopInstanceUid] } }))), true));
    expect(await paging.searchInstances(studyUid, seriesUid)).toHaveLength(6);
    paging.close();
  });
});

describe('an archive in trouble', () => {
  it.each([408, 429, 500, 503])('is asked again after %i', async status => {
    mock.misbehave(times(2, 'GET', res => res.writeHead(status).end()));
    await expectWhole();
    expect(mock.requests).toHaveLength(3);
  });

  it('is given the time it asks for', async () => {
    mock.misbehave(times(1, 'GET', res => res.writeHead(429, { 'retry-after': '1' }).end()));
    const started = performance.now();
    await expectWhole();
    // One second asked, 40 ms the longest wait configured here.
    expect(performance.now() - started).toBeGreaterThanOrEqual(39);
  });

  it('is given up after the attempts allowed, with its status', async () => {
    mock.misbehave(onGet(res => res.writeHead(503).end('busy')));
    await expect(retrieve()).rejects.toMatchObject({ code: 'archive/failing', retryable: true, context: { status: 503 } });
    expect(mock.requests).toHaveLength(3);
  });

  it.each([[400, 'archive/rejected'], [401, 'archive/unauthorised'], [403, 'archive/unauthorised'], [406, 'archive/rejected']])('is not asked again after %i', async (status, code) => {
    mock.misbehave(onGet(res => res.writeHead(status).end()));
    await expect(retrieve()).rejects.toMatchObject({ code, retryable: false });
    expect(mock.requests).toHaveLength(1);
  });

  it('cuts the connection and is asked again', async () => {
    const bytes = multipartBytes([first.bytes]);
    mock.misbehave(times(2, 'GET', res => {
      res.writeHead(200, { 'content-type': 'multipart/related; boundary=b-1', 'content-length': bytes.length });
      res.write(bytes.subarray(0, 2000), () => res.destroy());
    }));
    await expectWhole();
    mock.misbehave(onGet(res => res.destroy()));
    await expect(retrieve()).rejects.toMatchObject({ code: 'archive/unreachable', retryable: true });
  });

  it('drips without end and is given up', async () => {
    connect({ idleTimeoutMs: 200, attempts: 1 });
    mock.misbehave((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/dicom' });
      const timer = setInterval(() => res.write('.'), 20);
      res.on('close', () => clearInterval(timer));
      return true;
    });
    const started = performance.now();
    await expect(retrieve()).rejects.toMatchObject({ code: 'archive/timeout' });
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('says nothing and is given up', async () => {
    connect({ idleTimeoutMs: 100, attempts: 1 });
    mock.misbehave(() => true);
    await expect(retrieve()).rejects.toMatchObject({ code: 'archive/timeout', context: { limitMs: 100 } });
  });

  it('keeps talking and is given up at the total limit', async () => {
    connect({ totalTimeoutMs: 300, idleTimeoutMs: 200, attempts: 1 }, { minBytesPerSecond: 1 });
    mock.misbehave((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/dicom' });
      const timer = setInterval(() => res.write(Buffer.alloc(1000)), 20);
      res.on('close', () => clearInterval(timer));
      return true;
    });
    await expect(retrieve()).rejects.toMatchObject({ code: 'archive/timeout', context: { limitMs: 300 } });
  });

  it('announces too much and is not read', async () => {
    connect({}, { maxInstanceBytes: 100_000 });
    let written = 0;
    mock.misbehave(onGet(res => {
      res.writeHead(200, { 'content-type': 'application/dicom', 'content-length': 2 ** 40 });
      res.write(Buffer.alloc(1000), () => (written += 1));
    }));
    await expect(retrieve()).rejects.toMatchObject({ code: 'series/too-large', retryable: false });
    expect(mock.requests).toHaveLength(1);
    expect(written).toBeLessThan(2);
  });

  it('sends a decompression bomb and is stopped at the limit', async () => {
    connect({}, { maxInstanceBytes: 1_000_000 });
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    mock.misbehave(onGet(res => res.writeHead(200, { 'content-type': 'application/dicom', 'content-encoding': 'gzip' }).end(bomb)));
    const before = process.memoryUsage().rss;
    await expect(retrieve()).rejects.toMatchObject({ code: 'series/too-large' });
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });
});

describe('an archive that takes a store', () => {
  const derived = ctSeries(5, { seriesUid: '2.25.6001' });
  const onPost = (how: (res: ServerResponse, stored: string[]) => void): Misbehaviour => async (req, res, body) => {
    if (req.method !== 'POST') return false;
    how(res, await storeAll(body, req, mock.held));
    return true;
  };
  const posts = () => mock.requests.filter(request => request.method === 'POST').length;

  it('takes it', async () => {
    expect(await client.storeVerified(studyUid, derived)).toEqual({ sent: 5, alreadyThere: 0, coerced: [] });
    expect(mock.requests.find(request => request.method === 'POST')?.headers).toMatchObject({ 'content-length': expect.stringMatching(/^\d+$/) as string });
  });

  it.each([
    ['202 with warnings', (res: ServerResponse, stored: string[]) => json(res, 202, storeAnswer(stored))],
    ['409 calling them duplicates', (res: ServerResponse, stored: string[]) => json(res, 409, storeAnswer([], stored.map(uid => [uid, 0x0111])))],
    ['200 and an XML text', (res: ServerResponse) => res.writeHead(200, { 'content-type': 'application/dicom+xml' }).end('<NativeDicomModel/>')],
    ['204', (res: ServerResponse) => res.writeHead(204).end()],
    ['200 and empty lists', (res: ServerResponse) => json(res, 200, storeAnswer([]))],
  ])('answers %s: what lies there decides', async (_what, how) => {
    mock.misbehave(onPost(how));
    expect(await client.storeVerified(studyUid, derived)).toMatchObject({ sent: 5 });
  });

  it('loses some the first time and gets them again', async () => {
    let round = 0;
    mock.misbehave(onPost((res, stored) => {
      if (round++ === 1) for (const uid of stored.slice(2)) mock.held.delete(uid);
      json(res, 200, storeAnswer(stored));
    }));
    expect(await client.storeVerified(studyUid, derived)).toMatchObject({ sent: 5 });
    expect(posts()).toBe(3);
  });

  it('accepts and loses everything', async () => {
    mock.misbehave(onPost((res, stored) => {
      for (const uid of stored) mock.held.delete(uid);
      json(res, 200, storeAnswer(stored));
    }));
    await expect(client.storeVerified(studyUid, derived)).rejects.toMatchObject({ code: 'archive/store-lost', retryable: true, context: { stored: 0, of: 5 } });
  });

  it('stores something else than it was sent: one object is left, not five', async () => {
    mock.misbehave(onPost((res, stored) => {
      for (const uid of stored) {
        const bytes = mock.held.get(uid) as Buffer;
        bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ 1;
      }
      json(res, 200, storeAnswer(stored));
    }));
    await expect(client.storeVerified(studyUid, derived)).rejects.toMatchObject({ code: 'archive/store-mismatch', context: { tags: ['7FE00010'] } });
    expect(derived.filter(instance => mock.held.has(instance.sopInstanceUid))).toHaveLength(1);
  });

  it('corrects a name, as it may, and says so; another patient it may not', async () => {
    const replace = (attributes: Record<string, string>) => onPost((res, stored) => {
      for (const uid of stored) mock.held.set(uid, ctInstance({ seriesUid: '2.25.6001', slice: Number(uid.split('.').at(-1)) - 1, attributes }).bytes);
      json(res, 202, storeAnswer(stored));
    });
    mock.misbehave(replace({ PatientName: 'Corrected^Name' }));
    expect((await client.storeVerified(studyUid, derived)).coerced).toHaveLength(5);
    for (const { sopInstanceUid } of derived) mock.held.delete(sopInstanceUid);
    mock.misbehave(replace({ PatientID: 'SOMEBODY-ELSE' }));
    await expect(client.storeVerified(studyUid, derived)).rejects.toMatchObject({ code: 'archive/store-mismatch', context: { tags: ['00100020'] } });
  });

  it.each([
    ['403', 403, 'archive/unauthorised'],
    ['405', 405, 'archive/store-refused'],
    ['415', 415, 'archive/store-refused'],
    ['507', 507, 'archive/failing'],
  ])('answers %s and is left as it was', async (_what, status, code) => {
    mock.misbehave(times(Infinity, 'POST', res => res.writeHead(status).end()));
    await expect(client.storeVerified(studyUid, derived)).rejects.toMatchObject({ code });
    expect(mock.held.size).toBe(series.length);
  });

  it('refuses a SOP class for good', async () => {
    mock.misbehave(times(Infinity, 'POST', res => json(res, 409, storeAnswer([], derived.map(({ sopInstanceUid }) => [sopInstanceUid, 0x0122])))));
    await expect(client.storeVerified(studyUid, derived)).rejects.toMatchObject({ code: 'archive/store-refused', retryable: false, context: { reason: '0x0122' } });
    expect(posts()).toBe(1);
  });

  it('takes only two at once', async () => {
    mock.misbehave(async (req, res, body) => {
      if (req.method !== 'POST' || body.length < 2.5 * first.bytes.length) return false;
      res.writeHead(413, { connection: 'close' }).end();
      return true;
    });
    expect(await client.storeVerified(studyUid, derived)).toMatchObject({ sent: 5 });
    expect(derived.every(instance => mock.held.has(instance.sopInstanceUid))).toBe(true);
  });

  it('answers before it has read everything', async () => {
    const large = ctSeries(2, { seriesUid: '2.25.6003', columns: 1024, rows: 1024 });
    const early = await startStrictMock();
    const { createServer } = await import('node:net');
    const rude = createServer(socket => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'));
    });
    await new Promise<void>(resolve => rude.listen(0, '127.0.0.1', resolve));
    const { port } = rude.address() as { port: number };
    const gateway = new DicomWebClient({ archive: archiveConfig(`http://127.0.0.1:${port}/rs`, { attempts: 1 }), resolveSecret: () => undefined });
    await expect(gateway.store(studyUid, large)).rejects.toMatchObject({ code: 'archive/unauthorised' });
    gateway.close();
    rude.close();
    await early.stop();
  });

  it('is not left with half a series when the job is cancelled meanwhile', async () => {
    const stop = new AbortController();
    mock.misbehave(onPost((res, stored) => {
      stop.abort(new Error('cancelled'));
      json(res, 200, storeAnswer(stored));
    }));
    expect(await client.storeVerified(studyUid, derived, { signal: stop.signal })).toMatchObject({ sent: 5 });
    expect(derived.every(instance => mock.held.has(instance.sopInstanceUid))).toBe(true);
  });
});

describe('an archive that leads elsewhere', () => {
  const auth = { kind: 'bearer', tokenEnv: 'TOKEN' } as const;

  it.each([301, 302, 307, 308])('is not followed to another host (%i), and the credentials stay', async status => {
    const second = await startStrictMock(series);
    connect({ auth });
    mock.misbehave((req, res) => (res.writeHead(status, { location: `${second.origin}${req.url}` }).end(), true));
    await expect(retrieve()).rejects.toMatchObject({ code: 'archive/rejected', context: { status } });
    await expect(client.storeVerified(studyUid, ctSeries(1, { seriesUid: '2.25.6002' }))).rejects.toMatchObject({ code: 'archive/rejected' });
    expect(mock.requests[0]?.headers.authorization).toBe('Bearer t0ken');
    expect(second.requests).toEqual([]);
    await second.stop();
  });

  it.each(['http://169.254.169.254/latest/meta-data/', '//169.254.169.254/', 'http://user@127.0.0.1/rs/studies', 'file:///etc/passwd', '/other/path', '/rs/../admin'])('is not followed to %s', async location => {
    mock.misbehave(onGet(res => res.writeHead(302, { location }).end()));
    await expect(retrieve()).rejects.toMatchObject({ code: 'archive/rejected' });
    expect(mock.requests).toHaveLength(1);
  });

  it('is followed within its own root, but not in circles', async () => {
    mock.misbehave((req, res) => {
      if (req.url?.startsWith('/rs/moved')) return false;
      res.writeHead(307, { location: `/rs/moved${req.url?.slice('/rs'.length)}` }).end();
      return true;
    });
    await expectWhole();
    mock.misbehave((req, res) => (res.writeHead(307, { location: req.url }).end(), true));
    await expect(retrieve()).rejects.toMatchObject({ code: 'archive/rejected' });
  });
});

describe('cancelling', () => {
  it('ends a retrieval at once and closes the connection', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    let closed = false;
    mock.misbehave((_req, res) => (res.on('close', () => (closed = true)), res.writeHead(200, { 'content-type': 'application/dicom' }), res.write('x'), true));
    const waiting = client.retrieveInstance(first, { signal: stop.signal });
    await sleep(50);
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await sleep(20);
    expect(closed).toBe(true);
  });

  it('ends a wait between two tries', async () => {
    connect({ attempts: 5 });
    const slow = new DicomWebClient({ archive: archiveConfig(mock.url, { attempts: 5 }), resolveSecret: () => undefined, retry: { baseDelayMs: 60_000, maxDelayMs: 60_000 } });
    mock.misbehave(onGet(res => res.writeHead(503).end()));
    const reason = new Error('enough');
    const signal = AbortSignal.timeout(60);
    await expect(slow.retrieveInstance(first, { signal }).catch((error: unknown) => Promise.reject(error === signal.reason ? reason : error))).rejects.toBe(reason);
    slow.close();
  });
});
