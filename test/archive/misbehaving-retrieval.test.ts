import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DicomWebClient } from '../../gateway/src/dicomweb/client.ts';
import { ctInstance, type CtInstance } from '../phantoms/ct-instance.ts';
import { archiveConfig } from './archive-config.ts';
import { client, connect, expectWhole, first, mock, onGet, retrieve, series, seriesUid, studyUid, times, useStrictMock } from './mock-session.ts';
import { json, multipart, multipartBytes, type MultipartShape } from './strict-mock.ts';

useStrictMock();

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

  it('finds an archive by name', async () => {
    const named = new DicomWebClient({ archive: archiveConfig(`http://localhost:${mock.port}/rs`), resolveSecret: () => undefined });
    expect((await named.retrieveInstance(first))?.sopInstanceUid).toBe(first.sopInstanceUid);
    named.close();
    expect(() => new DicomWebClient({ archive: archiveConfig('http://169.254.169.254/rs'), resolveSecret: () => undefined })).toThrow(expect.objectContaining({ code: 'config/invalid' }));
  });

  it('uses one connection again and again', async () => {
    connect({ concurrency: 2 });
    let connections = 0;
    mock.onConnection(() => connections++);
    let count = 0;
    for (let i = 0; i < 5; i++) for await (const _ of client.retrieveInstances(series)) count++;
    expect(count).toBe(30);
    expect(connections).toBe(2);
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

  it('may take its time before it answers and then again', async () => {
    connect({ idleTimeoutMs: 400, attempts: 1 }, { minBytesPerSecond: 100_000 });
    mock.misbehave((_req, res) => {
      setTimeout(() => {
        res.writeHead(200, { 'content-type': 'application/dicom' });
        res.write(first.bytes.subarray(0, 300));
      }, 250);
      setTimeout(() => res.end(first.bytes.subarray(300)), 500);
      return true;
    });
    await expectWhole();
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
