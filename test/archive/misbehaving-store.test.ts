import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { DicomWebClient } from '../../gateway/src/dicomweb/client.ts';
import { ctInstance, ctSeries } from '../phantoms/ct-instance.ts';
import { archiveConfig } from './archive-config.ts';
import { client, first, mock, series, studyUid, times, useStrictMock } from './mock-session.ts';
import { json, storeAll, storeAnswer, type Misbehaviour } from './strict-mock.ts';

useStrictMock();

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
