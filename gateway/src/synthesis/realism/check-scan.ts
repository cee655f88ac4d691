import { lesionKindNamed } from '../../anatomy/lesion-kind-named.ts';
import { maskOf } from '../../volume/mask-of.ts';
import { makeVolume } from '../../volume/volume.ts';
import type { LesionRecipe } from '../scan/scan-recipe.ts';
import type { ScanSetting } from '../scan/scan-setting.ts';
import type { SynthesizedScan } from '../scan/synthesize-scan.ts';
import { changeableBox } from './changeable-box.ts';
import { checkRealism, type RealismFinding } from './check-realism.ts';

/** What the checks find in one lesion of a scan. JSON-serialisable. */
export interface LesionRealism {
  readonly lesion: number;
  readonly findings: readonly RealismFinding[];
}

/** Asks every check of every lesion of a scan; other lesions count neither as its surroundings nor as its organ. */
export function checkScan({ ct, organMask, organ }: Pick<ScanSetting, 'ct' | 'organMask' | 'organ'>, { ct: after, instances, recipe }: SynthesizedScan): readonly LesionRealism[] {
  const labels = recipe.lesions.map(({ lesion }) => maskOf(instances, value => value === lesion));
  const changeable = labels.map(changeableBox);
  return recipe.lesions.map(({ lesion, kind, phase, parameters }, n) => ({
    lesion,
    findings: checkRealism({
      before: ct, after, statistics: recipe.statistics, phase, changeable,
      label: labels[n]!,
      organMask: makeVolume(organMask.geometry, organMask.voxels.map((is, v) => (instances.voxels[v] === 0 || instances.voxels[v] === lesion ? is : 0))),
      kind: lesionKindNamed(organ, kind),
      exophytic: numberOf(parameters, 'exophytic'),
      rimHu: numberOf(parameters, 'capsuleHu'),
    }),
  }));
}

const numberOf = (parameters: LesionRecipe['parameters'], name: string): number => (typeof parameters[name] === 'number' ? parameters[name] : 0);
