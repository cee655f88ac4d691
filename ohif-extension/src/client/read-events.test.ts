import { describe, expect, it } from 'vitest';
import { readEvents, type ServerEvent } from './read-events.ts';

async function readAll(text: string, chunkBytes: number): Promise<ServerEvent[]> {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += chunkBytes) controller.enqueue(bytes.slice(at, at + chunkBytes));
      controller.close();
    },
  });
  const events: ServerEvent[] = [];
  for await (const event of readEvents(body)) events.push(event);
  return events;
}

describe('readEvents', () => {
  const stream = ': hello\n\nevent: job\ndata: {"name":"Läsion"}\n\nid: 7\ndata: first\ndata:second\n\n';
  const expected = [{ event: 'job', data: '{"name":"Läsion"}' }, { event: 'message', data: 'first\nsecond' }];

  it.each([1, 2, 3, 7, 1000])('reads the same events whatever the chunks (%d bytes)', async (chunkBytes) => {
    expect(await readAll(stream, chunkBytes)).toEqual(expected);
    expect(await readAll(stream.replaceAll('\n', '\r\n'), chunkBytes)).toEqual(expected);
  });

  it('drops an event that was cut off', async () => {
    expect(await readAll('data: whole\n\nevent: job\ndata: half', 5)).toEqual([{ event: 'message', data: 'whole' }]);
  });
});
