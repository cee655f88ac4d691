/** Whether a pixel of a picture `width` wide lies on an outline; labels: 0 background, 1 organ (or any mask), 2 lesion in it. Beyond the picture is background. */
export function isEdge(labels: Uint8Array, at: number, width: number): boolean {
  const value = labels[at]!;
  if (value === 0) return false;
  const [left, right, up, down] = [at % width === 0 ? 0 : labels[at - 1]!, at % width === width - 1 ? 0 : labels[at + 1]!, labels[at - width] ?? 0, labels[at + width] ?? 0];
  // The organ's outline is drawn once, around organ and lesion together; the lesion's own inside it.
  return value === 2 ? Math.min(left, right, up, down) < 2 : Math.min(left, right, up, down) === 0;
}
