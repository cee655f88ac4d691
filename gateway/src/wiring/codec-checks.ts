import { DecoderPool } from '../dicom/codecs/decoder-pool.ts';
import type { CompressedCoding } from '../dicom/codecs/messages.ts';
import { GatewayError } from '../errors.ts';
import type { Check } from './readiness.ts';

/** One 8 x 8 frame of 16-bit values 0, 16, 32 ... 1008 in each compressed coding, base64. */
const SAMPLES: Readonly<Record<CompressedCoding, string>> = {
  'rle': 'AgAAAEAAAABQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPkA+QD5AfkB+QL5AvkD+QMHABAgMEBQYHAHgJCgsMDQ4PAHABAgMEBQYHAHgJCgsMDQ4PAHABAgMEBQYHAHgJCgsMDQ4PAHABAgMEBQYHAHgJCgsMDQ4PA=',
  'jpeg-lossless': '/9j/4AAQSkZJRgABAQAAAQABAAD/wwALEAAIAAgBAREA/8QAFgABAQEAAAAAAAAAAAAAAAAABQgQ/9oACAEBAAEAAMgggggghQCCCCCCCFAIIIIIIIUAgggggghQCCCCCCCFAIIIIIIIUAgggggghQCCCCCCCH///9k=',
  'jpeg-ls': '/9j/9wALEAAIAAgBAREA//gADQH//wASAEMBFABA/9oACAEBAAAAAKD8H4PwdhuD8HaAQgg9DkNRiLQgoBFIlIR0ZGQen9FRURERERDl+Ro0aNGjQ1fUSJEiRIkYviJEiRIkSLXtChRRRRRQ/9k=',
  'jpeg-2000': '/0//UQApAAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAABDwEB/1IADAAAAAIAAgQEAAH/XAAKQICIiJCIiJD/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kAAKAAAAAAA/AAH/k9/YJAeBV1k1iYsypMACKAPgDA0CCz2HoAfeBgN/7PzgQNf9IH7QEAd/wAHzg4AiGhP/2QA=',
  'htj2k': '/0//UQApQAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAABDwEB/1AACAACAAAACf9SAAwAAAABAAEEBEAB/1wAByCIiIiI/2QAFwABT3BlbkpQSCBWZXIgMC4xOC4yLv9VABAAYAAAAAAAOQAAAAAAJf+QAAoAAAAAADkAAv+TwAAunP9//31//3/2/37/em/+N/3/fd/83/2//N/+J3+zv8cA9ZdCADG4AP+QAAoAAAAAACUBAv+TwAAngABUgO7uoKfCdQD+fr/AIQHstgD/2QA=',
};

const SHAPE = { rows: 8, columns: 8, bitsAllocated: 16, bitsStored: 16, signed: false } as const;
const PIXELS = SHAPE.rows * SHAPE.columns;

/** Decodes one known frame of each compressed coding in a decoder process, as a job would. */
export const codecChecks: readonly Check[] = (Object.keys(SAMPLES) as CompressedCoding[]).map(coding => ({
  name: `codec ${coding}`,
  remedy: 'Install the packages again: npm ci --ignore-scripts.',
  run: () => decodeSample(coding),
}));

async function decodeSample(coding: CompressedCoding): Promise<string> {
  const pool = new DecoderPool({ processes: 1 });
  try {
    const frame = new Uint8Array(Buffer.from(SAMPLES[coding], 'base64'));
    const [decoded] = await pool.decode({ coding, shape: SHAPE, frames: [frame], label: { sopInstanceUid: '2.25.0', frameNumbers: [1] } });
    const view = decoded && new DataView(decoded.buffer, decoded.byteOffset, decoded.byteLength);
    for (let v = 0; v < PIXELS; v++)
      if (view?.getUint16(2 * v, true) !== 16 * v) throw new GatewayError('pixels/undecodable', `The decoder of ${coding} gives wrong values.`);
    return 'decodes';
  } finally {
    pool.close();
  }
}
