/** Mean and SD of the values where the region is 1; NaN of an empty one. */
export function regionMoments(values: Float32Array, region: Uint8Array): { readonly count: number; readonly mean: number; readonly sd: number } {
  let [count, sum, squares] = [0, 0, 0];
  for (let v = 0; v < values.length; v++) {
    if (region[v] === 0) continue;
    count++;
    sum += values[v]!;
    squares += values[v]! ** 2;
  }
  const mean = sum / count;
  return { count, mean, sd: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}
