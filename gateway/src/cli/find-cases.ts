import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../errors.ts';
import { isNifti } from './load-ct.ts';

/** What `lesionforge segment` calls its label map. */
const LABELMAP = 'labelmap.nii.gz';

/**
 * The NIfTI files of a folder by case name: NAME.nii, NAME.nii.gz, or NAME/labelmap.nii.gz as `lesionforge segment --out DIR/NAME` writes it.
 * A trailing _0000, which nnU-Net gives images, is not part of the name. Throws input/not-found, evaluation/no-cases, evaluation/twice.
 */
export async function findCases(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new GatewayError('input/not-found', `The folder ${folder} does not exist or cannot be listed.`, { cause });
  });
  const cases = new Map<string, string>();
  for (const name of names.toSorted()) {
    const path = isNifti(name) ? join(folder, name) : join(folder, name, LABELMAP);
    if (!isNifti(name) && !(await stat(path).catch(() => undefined))) continue;
    const caseName = isNifti(name) ? name.replace(/\.nii(\.gz)?$/i, '').replace(/_0000$/, '') : name;
    if (cases.has(caseName)) throw new GatewayError('evaluation/twice', `${folder} holds case "${caseName}" twice; leave only one file of it.`);
    cases.set(caseName, path);
  }
  if (cases.size === 0) throw new GatewayError('evaluation/no-cases', `${folder} holds no NIfTI file (NAME.nii.gz, or NAME/${LABELMAP}).`);
  return cases;
}
