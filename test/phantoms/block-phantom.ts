import { normalOf, philox4x32 } from '../../gateway/src/kernels/philox/reference.ts';
import type { Geometry, Vec3 } from '../../gateway/src/volume/geometry.ts';
import { makeVolume, type Volume } from '../../gateway/src/volume/volume.ts';

export interface BlockPhantomOptions {
  readonly dimensions: Vec3;
  readonly spacingMm?: Vec3;
  /** Which voxels are organ; all of them when absent. */
  readonly isOrgan?: (i: number, j: number, k: number) => boolean;
  readonly organHu?: number;
  readonly fatHu?: number;
  readonly noiseHu?: number;
}

/** An organ of any shape in fat on any grid: for scans that are as odd as scans can be. Same options, same bytes. */
export function blockPhantom({ dimensions, spacingMm = [1, 1.2, 2], isOrgan = () => true, organHu = 105, fatHu = -95, noiseHu = 11 }: BlockPhantomOptions): { readonly ct: Volume<Int16Array>; readonly organMask: Volume<Uint8Array> } {
  const geometry: Geometry = { dimensions, spacingMm, originLps: [12, -140, 77], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
  const [columns, rows, slices] = dimensions;
  const mask = new Uint8Array(columns * rows * slices);
  const hu = new Int16Array(mask.length);
  const [counter, key, words] = [new Uint32Array(4), Uint32Array.of(19, 4), new Uint32Array(4)];
  for (let at = 0; at < mask.length; at++) {
    mask[at] = isOrgan(at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))) ? 1 : 0;
    counter[0] = at;
    philox4x32(counter, key, words);
    hu[at] = Math.round((mask[at] === 1 ? organHu : fatHu) + noiseHu * normalOf(words));
  }
  return { ct: makeVolume(geometry, hu), organMask: makeVolume(geometry, mask) };
}
