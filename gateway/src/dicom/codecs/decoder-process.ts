import { decodeFrame, SpoiledError } from './decode-frame.ts';
import type { DecodeReply, DecodeRequest } from './messages.ts';
import { initialiseNativeCodecs } from './native-codecs.ts';

/** The process in which compressed pixel data is decoded: it may crash, hang or swell, and is then replaced. */
const ready = initialiseNativeCodecs();

async function answer({ id, coding, shape, frames }: DecodeRequest): Promise<DecodeReply> {
  await ready;
  const decoded: Uint8Array[] = [];
  for (const [index, frame] of frames.entries())
    try {
      decoded.push(decodeFrame(coding, frame, shape));
    } catch (error) {
      return { id, failedFrame: index, reason: error instanceof Error ? error.message : String(error), spoiled: error instanceof SpoiledError };
    }
  return { id, frames: decoded };
}

process.on('message', (request: DecodeRequest) => {
  answer(request).then(
    reply => process.send?.(reply),
    () => process.exit(1),
  );
});
process.on('disconnect', () => process.exit(0));
