import type { FrameHeader } from './frame-header.ts';
import { codestreams } from './encapsulated.ts';
import type { ContentComparison } from './rules/rule.ts';
import type { DicomInstance } from './series.ts';

/** Comparisons for rules that must look beyond headers. Pixels are compared as they lie in the file. */
export function contentComparison(instanceOf: ReadonlyMap<FrameHeader, DicomInstance>): ContentComparison {
  const instance = (frame: FrameHeader) => instanceOf.get(frame) as DicomInstance;
  return {
    sameObject: (a, b) => instance(a).digest() === instance(b).digest(),
    samePixels: (a, b) => {
      if (a.rows !== b.rows || a.columns !== b.columns || instance(a).transferSyntaxUid !== instance(b).transferSyntaxUid) return false;
      const [p, q] = [encodedFrame(a, instance(a)), encodedFrame(b, instance(b))];
      return p !== undefined && q !== undefined && Buffer.compare(p, q) === 0 && sameMeaning(a, b);
    },
  };
}

const sameMeaning = (a: FrameHeader, b: FrameHeader) => JSON.stringify(a.pixels) === JSON.stringify(b.pixels);

function encodedFrame(frame: FrameHeader, { pixelData, dataset }: DicomInstance): Uint8Array | undefined {
  if (!pixelData) return undefined;
  const index = (frame.frameNumber ?? 1) - 1;
  const total = dataset.number('00280008') ?? 1;
  if (pixelData.kind === 'encapsulated') return codestreams(pixelData, total)[index];
  const bytes = Math.floor(pixelData.bytes.length / total);
  return pixelData.bytes.subarray(index * bytes, (index + 1) * bytes);
}
