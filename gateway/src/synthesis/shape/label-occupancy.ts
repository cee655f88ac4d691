/** A voxel is lesion from about half filled on: within these bounds the threshold follows the volume. */
const SURE = 0.65;
const SURELY_NOT = 0.35;

/**
 * Labels the voxels that are half filled or more. On thick slices half-filled alone would lose the caps of small lesions (a tenth of
 * their volume), so the threshold moves within 0.35..0.65 to give the label the volume of the occupancy.
 * A lesion that fills no voxel gets its fullest one, and `subVoxel` is true.
 */
export function labelOccupancy(occupancy: Float32Array): { label: Uint8Array; subVoxel: boolean } {
  const threshold = volumeThreshold(occupancy);
  const label = new Uint8Array(occupancy.length);
  let [labelled, fullest] = [0, -1];
  for (let v = 0; v < occupancy.length; v++) {
    const share = occupancy[v]!;
    if (share === 0) continue;
    if (fullest < 0 || share > occupancy[fullest]!) fullest = v;
    if (share < threshold) continue;
    label[v] = 1;
    labelled++;
  }
  if (labelled === 0 && fullest >= 0) label[fullest] = 1;
  return { label, subVoxel: labelled === 0 };
}

/** The threshold whose label has most nearly the occupancy's volume. */
function volumeThreshold(occupancy: Float32Array): number {
  let [volume, sure, count] = [0, 0, 0];
  for (let v = 0; v < occupancy.length; v++) {
    const share = occupancy[v]!;
    if (share === 0) continue;
    volume += share;
    if (share > SURE) sure++;
    else if (share >= SURELY_NOT) count++;
  }
  const doubtful = new Float32Array(count);
  for (let v = 0, n = 0; n < count; v++) {
    const share = occupancy[v]!;
    if (share >= SURELY_NOT && share <= SURE) doubtful[n++] = share;
  }
  doubtful.sort();
  let threshold = SURE + 1e-6;
  let miss = Math.abs(volume - sure);
  for (let n = count - 1; n >= 0; n--) {
    if (doubtful[n - 1] === doubtful[n]) continue; // voxels filled alike are labelled alike
    const nextMiss = Math.abs(volume - sure - (count - n));
    if (nextMiss > miss) break;
    [threshold, miss] = [doubtful[n]!, nextMiss];
  }
  return threshold;
}
