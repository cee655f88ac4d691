/**
 * Writes computed abdominal phantoms as NIfTI pairs for training: `npx tsx models/training/phantoms.ts --out DIR --count 24 --spacing 3 --first 1000`.
 * Seeds, phases, noise and lesions vary; `phantom_<seed>/image.nii.gz` and `labels.nii.gz` (values of PHANTOM_LABELS).
 */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeNifti } from '../../gateway/src/nifti/write.ts';
import { abdomenPhantom } from '../../gateway/src/phantom/abdomen.ts';
import type { Geometry } from '../../gateway/src/volume/geometry.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    count: { type: 'string', default: '24' },
    first: { type: 'string', default: '1000' },
    spacing: { type: 'string', default: '3' },
    healthy: { type: 'boolean', default: false },
  },
});
if (!values.out) throw new Error('Say where to write: --out DIR.');
const PHASES = ['venous', 'venous', 'arterial', 'venous', 'delayed', 'venous', 'native', 'venous'] as const;

for (let n = 0; n < Number(values.count); n++) {
  const seed = Number(values.first) + n;
  const folder = join(values.out, `phantom_${seed}`);
  if (existsSync(folder)) continue;
  const geometry = grid(Number(values.spacing));
  const phantom = abdomenPhantom({ seed, geometry, phase: PHASES[n % PHASES.length]!, ...(values.healthy ? { lesions: [] } : {}) });
  mkdirSync(`${folder}.part`, { recursive: true });
  writeFileSync(join(`${folder}.part`, 'image.nii.gz'), writeNifti(phantom.ct, { gzip: true }));
  writeFileSync(join(`${folder}.part`, 'labels.nii.gz'), writeNifti(phantom.labelmap, { gzip: true }));
  renameSync(`${folder}.part`, folder);
  process.stdout.write(`phantom ${seed} (${n + 1}/${values.count})\n`);
}

/** An axial grid of equal spacing over the whole phantom. */
function grid(spacingMm: number): Geometry {
  const dimensions = [Math.round(384 / spacingMm), Math.round(300 / spacingMm), Math.round(312 / spacingMm)] as const;
  return {
    dimensions,
    spacingMm: [spacingMm, spacingMm, spacingMm],
    originLps: [-192 + spacingMm / 2, -146 + spacingMm / 2, -170 + spacingMm / 2],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  };
}
