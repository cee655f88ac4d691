import { GatewayError } from '../../errors.ts';
import type { CasePicture } from '../../evaluation/html-report.ts';
import { rankCases } from '../../evaluation/rank-cases.ts';
import { slicePicture } from '../../evaluation/slice-picture.ts';
import { encodePng } from '../../pictures/encode-png.ts';
import { crop, cropGeometry } from '../../volume/crop.ts';
import { sameGrid } from '../../volume/geometry.ts';
import type { HuVolume } from '../../volume/volume.ts';
import { findCases } from '../find-cases.ts';
import { loadCt } from '../load-ct.ts';
import type { ScoredCase } from './score-cases.ts';

/** Pictures of the best, the median and the worst case, on the scans of the folder where it has them. Throws evaluation/different-grid, nifti/*, input/*. */
export async function casePictures(cases: readonly ScoredCase[], images: string | undefined): Promise<readonly CasePicture[]> {
  const paths = images === undefined ? undefined : await findCases(images);
  const pictures: CasePicture[] = [];
  for (const ranked of rankCases(cases.map(({ scores }) => scores))) {
    const { shown } = cases.find(({ scores }) => scores.name === ranked.name)!;
    const path = paths?.get(ranked.name);
    const { ct } = path === undefined ? {} : await loadCt(path);
    pictures.push({ ...ranked, png: encodePng(slicePicture(shown, ct && slabOf(ct, ranked.name, shown))) });
  }
  return pictures;
}

function slabOf(ct: HuVolume, name: string, { box, reference }: ScoredCase['shown']): HuVolume {
  const fits = box.high.every((v, axis) => v <= ct.geometry.dimensions[axis]!) && sameGrid(cropGeometry(ct.geometry, box), reference.geometry, 0.05);
  if (!fits) throw new GatewayError('evaluation/different-grid', `Case "${name}": its image does not lie on the grid of the reference; give the scan that was labelled, or leave --images out.`);
  return crop<Float32Array | Int16Array>(ct, box) as HuVolume;
}
