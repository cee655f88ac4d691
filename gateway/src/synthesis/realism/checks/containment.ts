import { judge } from '../judge.ts';
import type { RealismCheck } from '../realism-check.ts';

/** A deformed lesion may leave by more than its ball, whose share was asked for. */
const DEFORMED = 0.15;

/** Share of the lesion outside the organ: none unless it was asked to grow out. */
export const containment: RealismCheck = {
  name: 'containment',
  title: 'Containment',
  measure({ lesion, organ, exophytic = 0 }) {
    let [all, outside] = [0, 0];
    for (let v = 0; v < lesion.length; v++) {
      if (lesion[v] === 0) continue;
      all++;
      if (organ[v] === 0) outside++;
    }
    return judge({ value: outside / all, band: [0, exophytic > 0 ? exophytic + DEFORMED : 0], what: 'Share outside the organ' });
  },
};
