import { boundingBox, growBox } from '../../../volume/crop.ts';
import { judge } from '../judge.ts';
import type { RealismCheck } from '../realism-check.ts';

/** Without a support of its own a lesion may change what lies so near, mm. */
const NEAR_MM = 45;

/** Voxels that differ outside what the generator was allowed to change: none. */
export const identity: RealismCheck = {
  name: 'identity',
  title: 'Identity elsewhere',
  measure({ before, after, label, support }) {
    const { low, high } = support ?? growBox(boundingBox(label)!, label.geometry, NEAR_MM);
    const [columns, rows, slices] = label.geometry.dimensions;
    let changed = 0;
    for (let k = 0, v = 0; k < slices; k++)
      for (let j = 0; j < rows; j++) {
        const within = k >= low[2] && k < high[2] && j >= low[1] && j < high[1];
        for (let i = 0; i < columns; i++, v++) if (!(within && i >= low[0] && i < high[0]) && !Object.is(before.voxels[v], after.voxels[v])) changed++;
      }
    return judge({ value: changed, band: [0, 0], what: 'Number of voxels changed elsewhere' });
  },
};
