import { expect, it } from 'vitest';
import { GRIDS, organPhantom } from '../../../../test/phantoms/organ-phantom.ts';
import { liver } from '../../anatomy/organs/liver.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import { studio } from '../generators/studio.ts';
import { synthesizeScan } from '../scan/synthesize-scan.ts';
import { checkScan } from './check-scan.ts';

it('judges each lesion of a scan by its own kind', async () => {
  const { ct, organMask, deepLps } = organPhantom(GRIDS['0.7 x 0.7 x 5 mm'], { vessels: false });
  const setting = { ct, organMask, organ: liver, generator: studio };
  const beside = [deepLps[0] + 30, deepLps[1] - 6, deepLps[2]] as const;
  const lesions = [{ radiusMm: 9, centreLps: deepLps, kind: 'cyst' }, { radiusMm: 9, centreLps: beside, kind: 'metastasis' }];
  const made = await synthesizeScan({ ...setting, seed: 3, phase: 'venous', lesions }, { signal: new AbortController().signal, kernels: cpuKernels });
  const checked = checkScan(setting, made);
  expect(checked.map(({ lesion }) => lesion)).toEqual([1, 2]);
  const contrastOf = (n: number) => checked[n]!.findings.find(({ name }) => name === 'contrast')!;
  expect(contrastOf(0).value).toBeLessThan(-85);
  expect(contrastOf(1).value).toBeGreaterThan(-95);
  for (const { findings } of checked) expect(findings.filter(({ verdict }) => verdict === 'fail').map(({ reason }) => reason).join()).toBe('');
});

it('takes what one lesion changes for no change elsewhere by another, and finds what is', async () => {
  const { ct, organMask, centreLps: [x, y, z] } = organPhantom(GRIDS['1 x 1 x 1 mm']);
  const setting = { ct, organMask, organ: liver, generator: studio };
  const lesions = [{ radiusMm: 4, centreLps: [x - 40, y, z] as const }, { radiusMm: 4, centreLps: [x + 36, y - 2, z - 12] as const }];
  const made = await synthesizeScan({ ...setting, seed: 2, lesions }, { signal: new AbortController().signal, kernels: cpuKernels });
  const identities = () => checkScan(setting, made).map(({ findings }) => findings.find(({ name }) => name === 'identity')!.value);
  expect(identities()).toEqual([0, 0]);
  made.ct.voxels[0]!++;
  expect(identities()).toEqual([1, 1]);
});
