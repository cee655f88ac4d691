import { describe, expect, it } from 'vitest';
import { ctSeries } from '../../../test/phantoms/ct-instance.ts';
import { inBatches } from './store-batches.ts';
import { storeVerified, type StorePort } from './store-verified.ts';

const retry = { attempts: 2, baseDelayMs: 1, maxDelayMs: 1 };
const items = ctSeries(3);

describe('storeVerified', () => {
  it('sends nothing once it is cancelled, even while it asks what is there', async () => {
    const stop = new AbortController();
    const reason = new Error('cancelled');
    const unexpected = () => Promise.reject(new Error('sent'));
    const port: StorePort = {
      archive: { name: 'pacs', concurrency: 2 },
      searchInstances: () => (stop.abort(reason), Promise.resolve([])),
      store: unexpected,
      retrieveInstance: unexpected,
    };
    await expect(storeVerified(port, retry, { studyUid: '2.25.4001', items, signal: stop.signal })).rejects.toBe(reason);
  });

  it('refuses two objects of one UID', async () => {
    const [item] = items as [(typeof items)[0]];
    await expect(storeVerified({} as StorePort, retry, { studyUid: '2.25.4001', items: [item, item] })).rejects.toThrow(RangeError);
  });
});

describe('inBatches', () => {
  const item = (bytes: number) => ({ seriesUid: '1', sopInstanceUid: String(bytes), bytes: new Uint8Array(bytes) });
  it('keeps order and limit, and lets a large object go by itself', () => {
    const sizes = [3, 4, 5, 20, 1, 1].map(item);
    expect(inBatches(sizes, 8).map(batch => batch.map(({ bytes }) => bytes.length))).toEqual([[3, 4], [5], [20], [1, 1]]);
    expect(inBatches([], 8)).toEqual([]);
  });
});
