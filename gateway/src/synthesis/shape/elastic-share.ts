import type { Range } from '../../anatomy/lesion-kind.ts';
import { SIZE_CLASSES } from '../plan/size-classes.ts';

/** Range of the elastic SD as a share of the radius: that of the size class whose radius is nearest on a logarithmic scale. */
export function elasticShare(radiusMm: number): Range {
  const distance = (classMm: number) => Math.abs(Math.log(radiusMm / classMm));
  const { radiusMm: classMm, elasticSigmaMm: [low, high] } = SIZE_CLASSES.reduce((best, each) => (distance(each.radiusMm) < distance(best.radiusMm) ? each : best));
  return [low / classMm, high / classMm];
}
