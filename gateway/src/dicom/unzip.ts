import { unzipSync } from 'fflate';
import { GatewayError } from '../errors.ts';

export interface UnzipLimits {
  readonly maxFiles: number;
  readonly maxTotalBytes: number;
}

/** Few enough that a large archive is not held twice, many enough that its directory is not read again and again. */
const ENTRIES_AT_ONCE = 256;

/**
 * Entries of a ZIP, in memory; nothing is written, so names cannot lead anywhere. Sizes are checked against the directory before
 * anything is inflated, and a wrong size there is an error. Throws `input/unreadable`.
 */
export function* unzipCapped(zip: Uint8Array, limits: UnzipLimits): Generator<readonly [string, Uint8Array]> {
  const count = checkedCount(zip, limits);
  for (let from = 0; from < count; from += ENTRIES_AT_ONCE) {
    let index = 0;
    const inTurn = () => {
      const wanted = index >= from && index < from + ENTRIES_AT_ONCE;
      index++;
      return wanted;
    };
    const entries = inflate(() => unzipSync(zip, { filter: inTurn }));
    for (const [name, bytes] of Object.entries(entries)) if (bytes.length > 0) yield [name, bytes];
  }
}

/** Number of entries, once it and their total size are within the limits. */
function checkedCount(zip: Uint8Array, limits: UnzipLimits): number {
  let files = 0;
  let total = 0;
  inflate(() =>
    unzipSync(zip, {
      filter: ({ originalSize }) => {
        files++;
        total += originalSize;
        return false;
      },
    }),
  );
  if (files > limits.maxFiles || total > limits.maxTotalBytes)
    throw new GatewayError('input/unreadable', `The ZIP holds ${files} files of ${total} bytes, more than is unpacked; give a smaller one.`, { context: { files, bytes: total, ...limits } });
  return files;
}

function inflate<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new GatewayError('input/unreadable', 'The ZIP is damaged or uses a compression that is not read; pack it again with ordinary deflate.', { cause: error });
  }
}
