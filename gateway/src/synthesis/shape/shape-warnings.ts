import type { SynthesisWarning } from '../warning.ts';

/** Says where a lesion's shape fell short of the request. `volumeShare`: volume inside the organ over the volume asked for. */
export function shapeWarnings(volumeShare: number, subVoxel: boolean): readonly SynthesisWarning[] {
  const warnings: SynthesisWarning[] = [];
  if (volumeShare < 0.97) warnings.push({ code: 'lesion/cut-by-organ', message: `The organ's border cuts the lesion: it has ${Math.round(100 * volumeShare)} % of the volume asked for.` });
  if (subVoxel) warnings.push({ code: 'lesion/sub-voxel', message: 'The lesion fills no voxel by half; only its fullest voxel is labelled.' });
  return warnings;
}
