import { describe, expect, it } from 'vitest';
import { GatewayError } from './errors.ts';
import { createLogger, type LogFields } from './log.ts';

const MARKER = 'Mustermann^Erika';

function record(hashKey?: Uint8Array) {
  const lines: string[] = [];
  const log = createLogger({ level: 'debug', destination: { write: line => void lines.push(line) }, ...(hashKey ? { hashKey } : {}) });
  return { log, text: () => lines.join(''), last: () => JSON.parse(lines.at(-1) as string) as Record<string, unknown> };
}

describe('createLogger', () => {
  it('keeps allowed fields and drops all others', () => {
    const { log, last } = record();
    log.info('job ended', { jobId: 'a', durationMs: 12, patientName: MARKER, request: { name: MARKER }, stage: { name: MARKER } } as unknown as LogFields);
    expect(last()).toEqual({ level: 30, time: expect.any(String), msg: 'job ended', jobId: 'a', durationMs: 12 });
  });

  it('hashes what may lead to a patient: alike within a key, unlike across keys', () => {
    const key = new Uint8Array(32).fill(7);
    const one = record(key);
    one.log.info('a', { studyUid: '1.2.840.1', patientId: MARKER });
    const first = one.last();
    one.log.info('b', { studyUid: '1.2.840.1' });
    expect(one.last()['studyUid']).toBe(first['studyUid']);
    const other = record();
    other.log.info('a', { studyUid: '1.2.840.1' });
    expect(other.last()['studyUid']).not.toBe(first['studyUid']);
    expect(one.text()).not.toMatch(/1\.2\.840|Mustermann/);
  });

  it('tells kind, code and place of an error, but not what its message quotes', () => {
    const { log, last, text } = record();
    const cause = Object.assign(new Error(`cannot parse ${MARKER}`), { code: 'ECONNRESET' });
    log.error('a request failed', { error: new GatewayError('archive/bad-response', 'Series 1.2.840.113619.2.55 is unreadable.', { cause, context: { name: MARKER } }) });
    expect(last()['error']).toMatchObject({ name: 'GatewayError', code: 'archive/bad-response', detail: expect.stringMatching(/^Series [0-9a-f]{10} is unreadable\.$/), cause: { name: 'Error', code: 'ECONNRESET' } });
    expect(JSON.stringify(last())).toContain('log.test.ts');
    expect(text()).not.toMatch(/Mustermann|113619/);
  });

  it('takes anything for an error', () => {
    const { log, last, text } = record();
    for (const error of [MARKER, null, { message: MARKER }, 7]) {
      log.error('x', { error });
      expect(last()['error']).toEqual({ name: typeof error });
    }
    expect(text()).not.toContain(MARKER);
  });
});
