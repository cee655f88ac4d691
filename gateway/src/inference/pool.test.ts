import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pointwise, slowLayers, writeNetwork, type TestNetwork } from '../../../test/support/test-network.ts';
import { GatewayError } from '../errors.ts';
import { createLogger } from '../log.ts';
import { InferencePool, type PoolOptions } from './pool.ts';

let folder: string;
let affine: TestNetwork;
let blur: TestNetwork;
let slow: TestNetwork;
const pools: InferencePool[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pool-'));
  affine = writeNetwork(folder, 'affine', [pointwise([2, 1], [-3, 0.5])]);
  blur = writeNetwork(folder, 'blur', slowLayers(2, 0));
  slow = writeNetwork(folder, 'slow', slowLayers(24, 8));
});
afterEach(() => pools.splice(0).forEach(pool => pool.close()));
afterAll(() => rmSync(folder, { recursive: true }));

function poolOf(options: Partial<PoolOptions> = {}): InferencePool {
  const pool = new InferencePool({ processes: 1, threadsPerProcess: 1, providers: ['cpu'], ...options });
  pools.push(pool);
  return pool;
}

const ramp = (...shape: number[]) => ({ shape: [1, 1, ...shape], data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, n) => Math.sin(n)) });
const codeOf = (error: unknown) => (error instanceof GatewayError ? error.code : String(error));
const failureOf = (work: Promise<unknown>) => work.then(() => 'no failure', codeOf);
const leftovers = () => ['/dev/shm', tmpdir()].filter(existsSync).flatMap(dir => readdirSync(dir)).filter(name => name.startsWith('lesion-forge-') && /[0-9a-f-]{36}$/.test(name));
const isGone = (pid: number) => { try { process.kill(pid, 0); return false; } catch { return true; } };
async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !condition(); tries++) await sleep(25);
  expect(condition()).toBe(true);
}

describe('InferencePool', () => {
  it('kills a start that takes too long', async () => {
    expect(await failureOf(poolOf({ loadTimeoutMs: 10 }).run(affine, ramp(2, 2, 2)))).toBe('inference/timeout');
  });

  it('runs a real ONNX graph in a child process', async () => {
    const input = ramp(3, 4, 5);
    const result = await poolOf().run(affine, input);
    expect(result.shape).toEqual([1, 2, 3, 4, 5]);
    expect(result.provider).toBe('cpu');
    input.data.forEach((x, n) => {
      expect(result.data[n]).toBeCloseTo(2 * x + 1, 5);
      expect(result.data[60 + n]).toBeCloseTo(-3 * x + 0.5, 5);
    });
  });

  it('answers into memory that fits, and into new memory where none does', async () => {
    const [input, fits, tooSmall] = [ramp(3, 4, 5), new Float32Array(120), new Float32Array(119)];
    const pool = poolOf();
    const first = await pool.run(affine, { ...input, into: fits });
    expect(first.data).toBe(fits);
    const second = await pool.run(affine, { ...input, into: tooSmall });
    expect(second.data).toEqual(fits);
    expect(tooSmall.every(v => v === 0)).toBe(true);
  });

  it('keeps the order of voxels: a convolution sees its neighbours', async () => {
    const data = new Float32Array(5 * 5 * 5);
    data[2 + 5 * (2 + 5 * 2)] = 27 * 27;
    const { data: out } = await poolOf().run(blur, { shape: [1, 1, 5, 5, 5], data });
    expect(out[2 + 5 * (2 + 5 * 2)]).toBeCloseTo(27, 3);
    expect(out[0]).toBeCloseTo(1, 3);
    expect(out[4 + 5 * (2 + 5 * 2)]).toBeCloseTo(9, 3);
  });

  it('swaps networks in one process and serves many calls in many', async () => {
    const pool = poolOf({ processes: 2 });
    const results = await Promise.all(Array.from({ length: 12 }, (_, n) => pool.run(n % 3 === 0 ? blur : affine, ramp(4, 4, 4 + n))));
    results.forEach((r, n) => expect(r.shape).toEqual([1, n % 3 === 0 ? 1 : 2, 4, 4, 4 + n]));
    expect(pool.pids).toHaveLength(2);
  });

  it('leaves this process free while a network runs', async () => {
    const pool = poolOf();
    await pool.load(slow);
    let [longest, last] = [0, performance.now()];
    const timer = setInterval(() => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    }, 5);
    const { runMs } = await pool.run(slow, ramp(64, 64, 64));
    clearInterval(timer);
    expect(runMs).toBeGreaterThan(300);
    expect(longest).toBeLessThan(runMs / 3);
  });

  it('refuses a model file that was altered, and one that is gone', async () => {
    const altered = writeNetwork(folder, 'altered', [pointwise([1, 0])]);
    writeNetwork(folder, 'altered', [pointwise([1, 0.001])]);
    expect(await failureOf(poolOf().run(altered, ramp(2, 2, 2)))).toBe('model/altered');
    expect(await failureOf(poolOf().run({ ...altered, path: join(folder, 'absent.onnx') }, ramp(2, 2, 2)))).toBe('model/unreadable');
  });

  it('tries providers in order, logs each try, and goes on with the next', async () => {
    const lines: string[] = [];
    const pool = poolOf({ providers: ['cuda', 'cpu'], log: createLogger({ level: 'info', destination: { write: line => lines.push(line) } }) });
    const result = await pool.run(affine, ramp(2, 2, 2));
    expect(pool.attempts.map(a => a.provider)).toEqual(result.provider === 'cuda' ? ['cuda'] : ['cuda', 'cpu']);
    expect(lines.map(line => (JSON.parse(line) as { provider: string }).provider)).toEqual(pool.attempts.map(a => a.provider));
  });

  it('says when the file is no network that can be run', async () => {
    const path = join(folder, 'broken.onnx');
    const { createHash } = await import('node:crypto');
    const bytes = Buffer.from('not a network');
    writeFileSync(path, bytes);
    const broken = { name: 'broken', path, sha256: createHash('sha256').update(bytes).digest('hex'), input: 'image', output: 'logits' };
    const pool = poolOf();
    expect(await failureOf(pool.run(broken, ramp(2, 2, 2)))).toBe('model/unsupported');
    expect(pool.attempts).toMatchObject([{ provider: 'cpu', ok: false }]);
    expect((await pool.run(affine, ramp(2, 2, 2))).provider).toBe('cpu');
  });

  it('names a wrong tensor, input or output, and runs the next in the same process', async () => {
    const pool = poolOf();
    expect(await failureOf(pool.run(affine, { shape: [1, 2, 2, 2, 2], data: new Float32Array(16) }))).toBe('model/wrong-shape');
    const [pid] = pool.pids;
    expect(await failureOf(pool.run({ ...affine, output: 'absent' }, ramp(2, 2, 2)))).toBe('model/wrong-shape');
    expect(await failureOf(pool.run({ ...affine, input: 'absent' }, ramp(2, 2, 2)))).toBe('model/wrong-shape');
    expect(pool.pids).toEqual([pid]);
    expect((await pool.run(affine, ramp(2, 2, 2))).shape).toEqual([1, 2, 2, 2, 2]);
  });

  it('survives the death of a child in the middle of a run', async () => {
    const pool = poolOf();
    await pool.load(slow);
    const [pid] = pool.pids;
    const run = failureOf(pool.run(slow, ramp(96, 96, 96)));
    await sleep(150);
    process.kill(pid!, 'SIGKILL');
    expect(await run).toBe('inference/crashed');
    expect((await pool.run(affine, ramp(2, 2, 2))).shape).toEqual([1, 2, 2, 2, 2]);
    expect(pool.pids).not.toContain(pid);
  });

  it.skipIf(!existsSync('/proc/self/oom_score_adj'))('puts its children forward when memory runs out', async () => {
    const pool = poolOf();
    await pool.run(affine, ramp(2, 2, 2));
    const scoreOf = (pid: number | string) => Number(readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8'));
    expect(scoreOf(pool.pids[0]!)).toBe(900);
    expect(scoreOf('self')).toBeLessThan(900);
  });

  it('leaves no file behind, however its children end', async () => {
    const pool = poolOf({ processes: 2 });
    await Promise.all([pool.run(affine, ramp(30, 30, 30)), pool.run(affine, ramp(30, 30, 30))]);
    const before = leftovers();
    for (const pid of pool.pids) process.kill(pid, 'SIGKILL');
    expect(before).toEqual([]);
    expect(leftovers()).toEqual([]);
  });

  it('kills a run that takes too long, and the next call gets a fresh process', async () => {
    const pool = poolOf({ timeoutMs: 1500 });
    await pool.run(affine, ramp(2, 2, 2));
    const [pid] = pool.pids;
    expect(await failureOf(pool.run(slow, ramp(160, 160, 160)))).toBe('inference/timeout');
    await until(() => isGone(pid!));
    expect((await pool.run(affine, ramp(2, 2, 2))).shape).toEqual([1, 2, 2, 2, 2]);
  });

  it('rejects at once when aborted, running or waiting', async () => {
    const pool = poolOf();
    await pool.load(slow);
    const abort = new AbortController();
    const reason = new GatewayError('job/cancelled', 'The job was cancelled.');
    const running = failureOf(pool.run(slow, ramp(48, 48, 48), abort.signal));
    const waiting = failureOf(pool.run(slow, ramp(48, 48, 48), abort.signal));
    const patient = pool.run(affine, ramp(2, 2, 2));
    await sleep(50);
    abort.abort(reason);
    const first = await Promise.race([patient.then(() => 'the run went on first'), Promise.all([running, waiting])]);
    expect(first).toEqual(['job/cancelled', 'job/cancelled']);
    expect(pool.pids).toHaveLength(1);
    expect((await patient).shape).toEqual([1, 2, 2, 2, 2]);
    expect(await failureOf(pool.run(affine, ramp(2, 2, 2), abort.signal))).toBe('job/cancelled');
  });

  it('ends idle processes, and starts them again when needed', async () => {
    const pool = poolOf({ idleMs: 100 });
    await pool.run(affine, ramp(2, 2, 2));
    const [pid] = pool.pids;
    await until(() => isGone(pid!));
    expect(pool.pids).toEqual([]);
    expect((await pool.run(affine, ramp(2, 2, 2))).provider).toBe('cpu');
  });
});
