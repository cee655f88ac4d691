import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { DicomWebClient } from '../../gateway/src/dicomweb/client.ts';
import { ctSeries } from '../phantoms/ct-instance.ts';
import { archiveConfig } from './archive-config.ts';
import { client, connect, expectWhole, first, mock, onGet, retrieve, series, studyUid, useStrictMock } from './mock-session.ts';
import { startStrictMock } from './strict-mock.ts';

useStrictMock();

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
