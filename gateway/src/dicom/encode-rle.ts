const MAX_RUN = 128;

/**
 * One frame of 8-bit samples as an RLE Lossless fragment (PS3.5 annex G): a header with one segment and its PackBits codes,
 * each row coded by itself, padded to even length.
 */
export function encodeRle(frame: Uint8Array, columns: number): Uint8Array {
  const out = new Uint8Array(64 + worstCaseBytes(frame.length, columns));
  const header = new DataView(out.buffer);
  header.setUint32(0, 1, true);
  header.setUint32(4, 64, true);
  let length = 64;
  for (let start = 0; start < frame.length; start += columns)
    length = encodeRow(frame.subarray(start, start + columns), out, length);
  return out.slice(0, length + (length % 2));
}

const worstCaseBytes = (voxels: number, columns: number): number => voxels + Math.ceil(voxels / columns) * Math.ceil(columns / MAX_RUN) + 1;

/** PackBits: a repeated byte as (1 - count, byte), other bytes as (count - 1, bytes...). Runs of two pay only outside literals. */
function encodeRow(row: Uint8Array, out: Uint8Array, offset: number): number {
  let at = offset;
  let n = 0;
  while (n < row.length) {
    const run = runLength(row, n);
    if (run >= 2) {
      out[at++] = 257 - run;
      out[at++] = row[n] as number;
      n += run;
      continue;
    }
    let end = n + 1;
    while (end < row.length && end - n < MAX_RUN && runLength(row, end) < 3) end++;
    out[at++] = end - n - 1;
    out.set(row.subarray(n, end), at);
    at += end - n;
    n = end;
  }
  return at;
}

function runLength(row: Uint8Array, start: number): number {
  const value = row[start];
  const limit = Math.min(row.length, start + MAX_RUN);
  let end = start + 1;
  while (end < limit && row[end] === value) end++;
  return end - start;
}
