import { deflateSync } from 'node:zlib';
import type { Job } from '@lesion-forge/openapi';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveApp } from '../../../test/contract/test-gateway.ts';
import { GatewayError } from '../errors.ts';

const id = (digit: number) => `${digit}f6c7b1e-3a52-4d0c-9f5e-2f6d8c1a7b90`;
const job = (task: string, state: string) => ({ state, request: { task } }) as unknown as Job;
const JOBS: Readonly<Record<string, Job>> = {
  [id(1)]: { ...job('survey', 'succeeded'), id: id(1) },
  [id(2)]: { ...job('survey', 'running'), id: id(2) },
  [id(3)]: { ...job('segment', 'succeeded'), id: id(3) },
  [id(4)]: { ...job('survey', 'succeeded'), id: id(4) },
};
const bits = Uint8Array.from({ length: 3000 }, (_, n) => n % 7);

describe('the organ mask of a survey', () => {
  let app: Awaited<ReturnType<typeof serveApp>>;
  beforeAll(async () => {
    const store = { get: (jobId: string) => Promise.resolve(JOBS[jobId]), list: () => Promise.resolve([]), cancel: () => Promise.reject(new RangeError()), onChange: () => () => undefined };
    const surveyMask = (jobId: string) => (jobId === id(1) ? Promise.resolve(deflateSync(bits)) : Promise.reject(new GatewayError('survey/gone', 'It is gone; survey again.')));
    app = await serveApp({ store, surveyMask });
  });
  afterAll(() => app.close());

  const mask = (digit: number, encoding = 'deflate') => request(app.url).get(`/api/jobs/${id(digit)}/organ-mask`).set('Accept-Encoding', encoding).responseType('blob');

  it('is answered as bits, deflated where the caller takes that', async () => {
    for (const encoding of ['deflate', 'identity']) {
      const answer = await mask(1, encoding);
      expect([answer.status, answer.headers['content-type'], answer.headers['content-encoding']]).toEqual([200, 'application/octet-stream', encoding === 'deflate' ? 'deflate' : undefined]);
      expect(new Uint8Array(answer.body as Buffer)).toEqual(bits);
    }
  });

  it('is refused by name where there is none', async () => {
    const code = async (digit: number) => (JSON.parse(((await mask(digit)).body as Buffer).toString()) as { code: string }).code;
    expect(await code(2)).toBe('survey/not-ready');
    expect(await code(3)).toBe('survey/not-found');
    expect(await code(4)).toBe('survey/gone');
    expect(await code(5)).toBe('job/not-found');
  });
});
