import { describe, expect, it } from 'vitest';
import { seriesToVolume } from '../../gateway/src/dicom/series-to-volume.ts';
import { readNifti } from '../../gateway/src/nifti/read.ts';
import { writeNifti } from '../../gateway/src/nifti/write.ts';
import { affineOf } from '../../gateway/src/volume/geometry.ts';
import { ctSlices, toInstances, worstErrorHu, type CtSlicesOptions } from '../phantoms/ct-slices.ts';

const CASES: Readonly<Record<string, CtSlicesOptions>> = {
  'axial, head to feet': { stepLps: [0, 0, -2.5] },
  'sagittal': { orientation: [0, 1, 0, 0, 0, -1] },
  'oblique': { orientation: [Math.cos(0.3), Math.sin(0.3), 0, 0, 0, -1] },
  'tilted gantry': { orientation: [1, 0, 0, 0, Math.cos(0.3), -Math.sin(0.3)], stepLps: [0, 0, 2.5] },
  'fractions of HU': { slope: 0.25 },
};

describe('a DICOM series written as NIfTI', () => {
  it.each(Object.entries(CASES))('%s: every voxel keeps its place and value', async (_name, options) => {
    const { volume } = await seriesToVolume(toInstances(ctSlices(options)));
    const back = readNifti(writeNifti(volume));
    expect(worstErrorHu(back)).toBeLessThan(0.63);
    expect(back.voxels.length).toBe(volume.voxels.length);
    affineOf(back.geometry).forEach((entry, i) => expect(entry).toBeCloseTo(affineOf(volume.geometry)[i]!, 4));
  });
});
