const FOUR_SET = 0x01010101;

/** Whether no voxel of a mask is 0; looks at four at a time, where the mask's memory allows it. */
export function isFullMask(voxels: Uint8Array): boolean {
  const { buffer, byteOffset, length } = voxels;
  const words = byteOffset % 4 === 0 ? new Uint32Array(buffer, byteOffset, length >> 2) : new Uint32Array(0);
  let set = 0;
  while (set < words.length && words[set] === FOUR_SET) set++;
  return !voxels.includes(0, 4 * set);
}
