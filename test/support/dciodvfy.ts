import { spawnSync } from 'node:child_process';
import { hasProgram } from './requirement.ts';

/** The validator is older than SyntheticData (0008,001C), which needs no IOD, and does not know the private recipe. */
const TOLERATED = [
  /0x0008,0x001c/,
  /^Warning - Dicom dataset contains attributes not present in standard DICOM IOD/,
  /\(0x0071,0x1001\) .*Unrecognized tag/,
];

export const hasDciodvfy = (): boolean => hasProgram('dciodvfy', 'dicom3tools validates every object that is written');

/** Errors and warnings of dciodvfy about a file. Throws when it did not recognise the kind of object at all. */
export function dciodvfyComplaints(path: string): string[] {
  const { stderr, stdout } = spawnSync('dciodvfy', [path], { encoding: 'utf8' });
  const text = `${stdout}\n${stderr}`;
  if (!/Segmentation|CTImage/.test(text)) throw new Error(`dciodvfy does not know what ${path} is:\n${text}`);
  return text.split('\n').filter(line => /Error|Warning/.test(line) && !TOLERATED.some(pattern => pattern.test(line)));
}
