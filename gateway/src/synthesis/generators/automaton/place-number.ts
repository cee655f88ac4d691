/** Numbers a place of a lattice of `count` points along an axis by where it lies, the same for every size of lattice (511 places to each side of the middle): the key of its random numbers. */
export function placeNumber(count: number): (offset: number) => number {
  const along = Array.from({ length: count }, (_, n) => 512 + n - (count - 1) / 2);
  return offset => along[offset % count]! + 1024 * (along[Math.floor(offset / count) % count]! + 1024 * along[Math.floor(offset / (count * count))]!);
}
