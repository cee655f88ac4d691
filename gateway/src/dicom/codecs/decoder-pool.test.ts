import dcmjsCodecs from 'dcmjs-codecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DecoderPool } from './decoder-pool.ts';
import type { CompressedCoding, FrameShape } from './messages.ts';

const { Context, NativeCodecs } = dcmjsCodecs;
const CODINGS: readonly CompressedCoding[] = ['rle', 'jpeg-lossless', 'jpeg-ls', 'jpeg-2000', 'htj2k'];
const SHAPES: Readonly<Record<string, FrameShape>> = {
  '16 bits signed': { rows: 40, columns: 52, bitsAllocated: 16, bitsStored: 16, signed: true },
  '12 bits unsigned, odd size': { rows: 37, columns: 53, bitsAllocated: 16, bitsStored: 12, signed: false },
  '8 bits': { rows: 40, columns: 50, bitsAllocated: 8, bitsStored: 8, signed: false },
};

let state = 7;
const random = (below: number) => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8) % below;

/** A smooth field with noise, of the depth of the shape, without symmetry. */
function picture({ rows, columns, bitsAllocated, bitsStored, signed }: FrameShape): Uint8Array {
  const top = 2 ** bitsStored;
  const values = Array.from({ length: rows * columns }, (_, n) => Math.floor(((n % columns) / columns) * 0.5 * top + (n / columns / rows) * 0.3 * top + random(top / 8)) - (signed ? top / 2 : 0));
  return bitsAllocated === 8 ? Uint8Array.from(values) : new Uint8Array(Uint16Array.from(values).buffer);
}

function encode(coding: CompressedCoding, shape: FrameShape, decodedBuffer: Uint8Array): Uint8Array {
  const context = new Context({
    width: shape.columns, height: shape.rows, bitsAllocated: shape.bitsAllocated, bitsStored: shape.bitsStored, samplesPerPixel: 1,
    pixelRepresentation: shape.signed ? 1 : 0, planarConfiguration: 0, photometricInterpretation: 'MONOCHROME2', decodedBuffer,
  });
  const encoded = {
    rle: () => NativeCodecs.encodeRle(context), 'jpeg-lossless': () => NativeCodecs.encodeJpeg(context, { lossy: false, predictor: 1, pointTransform: 0 }), 'jpeg-ls': () => NativeCodecs.encodeJpegLs(context, { lossy: false }),
    'jpeg-2000': () => NativeCodecs.encodeJpeg2000(context, { lossy: false }), htj2k: () => NativeCodecs.encodeHtJpeg2000(context, { lossy: false }),
  }[coding]().getEncodedBuffer();
  return Uint8Array.from(encoded ?? []);
}

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const label = { sopInstanceUid: '2.25.1', frameNumbers: [7, 8, 9] };
const [SHAPE] = Object.values(SHAPES) as [FrameShape];

describe('the decoder pool', () => {
  const pool = new DecoderPool();
  beforeAll(() => NativeCodecs.initializeAsync());
  afterAll(() => pool.close());

  it.each(CODINGS.flatMap(coding => Object.keys(SHAPES).map(name => [coding, name] as const)))('%s, %s: every bit comes back', async (coding, name) => {
    const shape = SHAPES[name] as FrameShape;
    const frames = [picture(shape), picture(shape), picture(shape)];
    const decoded = await pool.decode({ coding, shape, frames: frames.map(frame => encode(coding, shape, frame)), label });
    expect(decoded.map(frame => Buffer.from(frame).toString('hex'))).toEqual(frames.map(frame => Buffer.from(frame).toString('hex')));
  });

  it.each(CODINGS)('%s: cut off, it is refused, and the next frame is decoded', async coding => {
    const frame = picture(SHAPE);
    const good = encode(coding, SHAPE, frame);
    for (const part of [0, 0.5, 0.9])
      await expect(pool.decode({ coding, shape: SHAPE, frames: [good, good.subarray(0, Math.floor(part * good.length))], label })).rejects.toMatchObject({
        code: 'pixels/undecodable', context: { sopInstanceUid: '2.25.1', failedFrame: 8 },
      });
    await expect(pool.decode({ coding, shape: SHAPE, frames: [good], label })).resolves.toEqual([frame]);
  });

  it.each(CODINGS)('%s: refused where the header promises another size', async coding => {
    const good = encode(coding, SHAPE, picture(SHAPE));
    await expect(pool.decode({ coding, shape: { ...SHAPE, rows: 41 }, frames: [good], label })).rejects.toMatchObject({ code: 'pixels/undecodable' });
    await expect(pool.decode({ coding, shape: { ...SHAPE, bitsAllocated: 8, bitsStored: 8 }, frames: [good], label })).rejects.toMatchObject({ code: 'pixels/undecodable' });
  });

  it('survives 120 bit-flipped frames, then decodes a good one', async () => {
    const outcomes = { refused: 0, decoded: 0 };
    const flips = Array.from({ length: 120 }, (_, n) => CODINGS[n % CODINGS.length] as CompressedCoding).map(async coding => {
      const bad = encode(coding, SHAPE, picture(SHAPE));
      bad[random(bad.length)]! ^= 1 << random(8);
      const result = await pool.decode({ coding, shape: SHAPE, frames: [bad], label }).catch((error: { code: string }) => error.code);
      if (typeof result === 'string') {
        expect(result).toBe('pixels/undecodable');
        outcomes.refused++;
      } else {
        expect(result[0]).toHaveLength(SHAPE.rows * SHAPE.columns * 2);
        outcomes.decoded++;
      }
    });
    await Promise.all(flips);
    expect(outcomes.refused).toBeGreaterThan(10);
    for (const coding of CODINGS) {
      const frame = picture(SHAPE);
      await expect(pool.decode({ coding, shape: SHAPE, frames: [encode(coding, SHAPE, frame)], label })).resolves.toEqual([frame]);
    }
  });

  it('starts another process when one is killed, idle or at work', async () => {
    const pictures = Array.from({ length: 40 }, () => picture(SHAPE));
    const frames = pictures.map(frame => encode('jpeg-2000', SHAPE, frame));
    const killAll = () => pool.pids.forEach(pid => process.kill(pid, 'SIGKILL'));
    killAll();
    await expect(pool.decode({ coding: 'jpeg-2000', shape: SHAPE, frames: frames.slice(0, 2), label })).resolves.toEqual(pictures.slice(0, 2));
    const work = pool.decode({ coding: 'jpeg-2000', shape: SHAPE, frames, label });
    killAll();
    await expect(work).resolves.toEqual(pictures);
  });

  it('gives up on what kills its process again and again', async () => {
    const frames = Array.from({ length: 40 }, () => encode('jpeg-2000', SHAPE, picture(SHAPE)));
    const state = { settled: false };
    const work = pool.decode({ coding: 'jpeg-2000', shape: SHAPE, frames, label }).finally(() => (state.settled = true));
    const killer = (async () => {
      while (!state.settled) {
        await new Promise(setImmediate);
        for (const pid of pool.pids) if (alive(pid)) process.kill(pid, 'SIGKILL');
      }
    })();
    await expect(work).rejects.toMatchObject({ code: 'pixels/undecodable', message: expect.stringContaining('died') });
    await killer;
  });

  it('stops what takes too long or grows too large, and leaves no process behind', async () => {
    const frames = [encode('jpeg-ls', SHAPE, picture(SHAPE))];
    for (const [limits, reason] of [[{ timeLimitMs: 1 }, /longer than 1 ms/], [{ maxResidentBytes: 1 }, /grew to \d+ bytes/]] as const) {
      const strict = new DecoderPool(limits);
      const work = strict.decode({ coding: 'jpeg-ls', shape: SHAPE, frames, label });
      const [pid] = strict.pids;
      await expect(work).rejects.toThrow(reason);
      strict.close();
      await expect.poll(() => alive(pid!)).toBe(false);
    }
  });

  it('ends its processes when closed', async () => {
    const own = new DecoderPool({ processes: 1 });
    await own.decode({ coding: 'rle', shape: SHAPE, frames: [encode('rle', SHAPE, picture(SHAPE))], label });
    const [pid] = own.pids;
    expect(alive(pid!)).toBe(true);
    own.close();
    await expect.poll(() => alive(pid!)).toBe(false);
    await expect(own.decode({ coding: 'rle', shape: SHAPE, frames: [], label })).rejects.toThrow(RangeError);
  });
});
