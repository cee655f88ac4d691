import { afterEach, beforeEach, expect } from 'vitest';
import type { ServerResponse } from 'node:http';
import type { ArchiveConfig } from '../../gateway/src/config.ts';
import { DicomWebClient } from '../../gateway/src/dicomweb/client.ts';
import { ctSeries, type CtInstance } from '../phantoms/ct-instance.ts';
import { archiveConfig } from './archive-config.ts';
import { startStrictMock, type Misbehaviour, type StrictMock } from './strict-mock.ts';

/** Six slices that the mock holds at the beginning of every test. */
export const series = ctSeries(6);
export const [first] = series as [CtInstance];
export const { studyUid, seriesUid } = first;

/** A new mock and a client of it for every test of the file. */
export let mock: StrictMock;
export let client: DicomWebClient;

/** Replaces the client by one with other settings. */
export function connect(overrides: Partial<ArchiveConfig> = {}, options: { minBytesPerSecond?: number; maxInstanceBytes?: number } = {}): DicomWebClient {
  client?.close();
  const archive = archiveConfig(mock.url, { server: 'standard', idleTimeoutMs: 1000, totalTimeoutMs: 5000, ...overrides });
  client = new DicomWebClient({ archive, resolveSecret: () => 't0ken', retry: { baseDelayMs: 2, maxDelayMs: 40, random: () => 0.5 }, ...options });
  return client;
}

export function useStrictMock(): void {
  beforeEach(async () => {
    mock = await startStrictMock(series);
    connect();
  });
  afterEach(async () => {
    client.close();
    await mock.stop();
  });
}

/** The misbehaviour for the first `count` requests of that method, then none. */
export function times(count: number, method: string, how: (res: ServerResponse) => void): Misbehaviour {
  let left = count;
  return (req, res) => {
    if (req.method !== method || left-- <= 0) return false;
    how(res);
    return true;
  };
}
export const onGet = (how: (res: ServerResponse) => void) => times(Infinity, 'GET', how);
export const retrieve = () => client.retrieveInstance(first);
export const expectWhole = async () => expect(Buffer.compare((await retrieve())?.bytes as Uint8Array, first.bytes)).toBe(0);
