import { changeableBox } from '../changeable-box.ts';
import { judge } from '../judge.ts';
import type { RealismCheck } from '../realism-check.ts';

/** Voxels that differ where no lesion of the scan was allowed to change anything: none. */
export const identity: RealismCheck = {
  name: 'identity',
  title: 'Identity elsewhere',
  measure({ before, after, label, changeable = [changeableBox(label)] }) {
    const [columns, rows, slices] = label.geometry.dimensions;
    let changed = 0;
    for (let k = 0, v = 0; k < slices; k++)
      for (let j = 0; j < rows; j++) {
        const boxes = changeable.filter(({ low, high }) => k >= low[2] && k < high[2] && j >= low[1] && j < high[1]);
        for (let i = 0; i < columns; i++, v++)
          if (!Object.is(before.voxels[v], after.voxels[v]) && !boxes.some(({ low, high }) => i >= low[0] && i < high[0])) changed++;
      }
    return judge({ value: changed, band: [0, 0], what: 'Number of voxels changed elsewhere' });
  },
};
