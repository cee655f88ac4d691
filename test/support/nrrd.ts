import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { geometryFromAffine } from '../../gateway/src/volume/geometry.ts';
import { makeVolume, type Labelmap } from '../../gateway/src/volume/volume.ts';

/** Just enough of NRRD 4 and 5 to read a mask of bytes or shorts, raw or gzip, that has three axes in patient space. */
export function readNrrdMask(path: string): Labelmap {
  const file = readFileSync(path);
  const end = file.indexOf('\n\n');
  const fields = new Map(
    file.subarray(0, end).toString('latin1').split('\n').flatMap(line => {
      const match = /^([^:#]+): ?(.*)$/.exec(line);
      return match ? [[match[1]!, match[2]!.trim()] as const] : [];
    }),
  );
  const field = (name: string) => fields.get(name) ?? '';
  const vectors = [...field('space directions').matchAll(/\(([^)]*)\)/g)].map(([, text]) => text!.split(',').map(Number));
  const origin = field('space origin').replace(/[()]/g, '').split(',').map(Number);
  const sizes = field('sizes').split(' ').map(Number) as [number, number, number];
  const sign = field('space') === 'right-anterior-superior' ? -1 : 1;
  const row = (axis: number) => [...vectors.map(vector => vector[axis]!), origin[axis]!].map(v => (axis < 2 ? sign * v : v));
  const data = field('encoding') === 'raw' ? file.subarray(end + 2) : gunzipSync(file.subarray(end + 2));
  const wide = /short|int16/.test(field('type'));
  const voxels = Uint8Array.from({ length: sizes[0] * sizes[1] * sizes[2] }, (_, n) => (wide ? data.readInt16LE(2 * n) : data[n]!));
  return makeVolume(geometryFromAffine([...row(0), ...row(1), ...row(2), 0, 0, 0, 1], sizes), voxels);
}
