import { boundingBox, growBox, type Box } from '../../volume/crop.ts';
import type { Volume } from '../../volume/volume.ts';

/** Edge, capsule and mass effect change nothing farther from a lesion's label, mm. */
const NEAR_MM = 45;

/** Where a lesion may change a scan. `label`: 1 = lesion. Throws RangeError when it is empty. */
export function changeableBox(label: Volume<Uint8Array>): Box {
  const tight = boundingBox(label);
  if (!tight) throw new RangeError('There is no lesion that could change a scan.');
  return growBox(tight, label.geometry, NEAR_MM);
}
