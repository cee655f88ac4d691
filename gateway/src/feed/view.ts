import type { Draws } from '../synthesis/draws.ts';
import type { LesionRequest } from '../synthesis/generator.ts';
import type { Box } from '../volume/crop.ts';
import { affineOf, ijkToLps, invertAffine, lpsToIjk, multiplyAffine, type Affine, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { ijkOf } from '../volume/volume.ts';
import type { FeedConfig } from './config.ts';
import type { Host } from './host.ts';

/** A turned, slightly stretched window onto a scan. */
export interface View {
  /** Patch size x, y, z. */
  readonly dimensions: Vec3;
  /** Patch index to LPS mm. */
  readonly toLps: Affine;
}

/** Most views of a scan with lesions show one, the first synthetic or else any known, somewhere near their middle; the others lie in the organ or anywhere. */
export function drawView(host: Host, config: FeedConfig, { draws, lesions }: { readonly draws: Draws; readonly lesions: readonly LesionRequest[] }): View {
  const [nz, ny, nx] = config.patchZyx;
  const dimensions: Vec3 = [nx, ny, nz];
  const scale = config.spacingMm * draws.uniform('scale', 0.9, 1.12);
  const turn = rotation([draws.uniform('turn x', -0.1, 0.1), draws.uniform('turn y', -0.1, 0.1), draws.uniform('turn z', -0.2, 0.2)]);
  const linear = turn.map(v => v * scale);
  const shift = dimensions.map((n, axis) => draws.uniform(`shift ${axis}`, -0.35, 0.35) * n * config.spacingMm);
  const centre = drawTarget(host, config, { draws, lesions }).map((v, axis) => v + shift[axis]!);
  const middle = dimensions.map(n => (n - 1) / 2);
  const origin = [0, 1, 2].map(r => centre[r]! - middle.reduce((sum, m, c) => sum + linear[3 * r + c]! * m, 0));
  const row = (r: number) => [linear[3 * r]!, linear[3 * r + 1]!, linear[3 * r + 2]!, origin[r]!];
  return { dimensions, toLps: [...row(0), ...row(1), ...row(2), 0, 0, 0, 1] };
}

function drawTarget({ ct, survey, knownLesionSites }: Host, config: FeedConfig, { draws, lesions }: { readonly draws: Draws; readonly lesions: readonly LesionRequest[] }): Vec3 {
  const first = lesions[0];
  const onLesion = draws.chance('on a lesion', 0.6);
  if (onLesion && first) return first.centreLps;
  if (onLesion && knownLesionSites.length > 0) {
    const sites = knownLesionSites[draws.integer('known lesion', knownLesionSites.length)]!;
    return ijkToLps(ct.geometry, ijkOf(ct.geometry, sites[draws.integer('known lesion site', sites.length)]!));
  }
  if (draws.chance('anywhere', config.anywhereShare)) {
    const ijk = ct.geometry.dimensions.map((n, axis) => draws.uniform(`anywhere ${axis}`, 0, n - 1));
    return ijkToLps(ct.geometry, ijk as unknown as Vec3);
  }
  const at = survey.organSites[draws.integer('organ site', survey.organSites.length)]!;
  return ijkToLps(survey.grid.geometry, ijkOf(survey.grid.geometry, at));
}

/** Row-major product of rotations about z, y and x. */
function rotation([ax, ay, az]: Vec3): readonly number[] {
  const [cx, sx, cy, sy, cz, sz] = [Math.cos(ax), Math.sin(ax), Math.cos(ay), Math.sin(ay), Math.cos(az), Math.sin(az)];
  return [cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx, sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx, -sy, cy * sx, cy * cx];
}

/** Patch index to (fractional) scan index. */
export const toScanIndex = (view: View, scan: Geometry): Affine => multiplyAffine(invertAffine(affineOf(scan)), view.toLps);

/** The scan's voxels that a view needs, one voxel wider; undefined when it looks past the scan. */
export function footprint(view: View, scan: Geometry): Box | undefined {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map(c => {
    const index = view.dimensions.map((n, axis) => ((c >> axis) & 1) * (n - 1)) as unknown as Vec3;
    const m = view.toLps;
    return lpsToIjk(scan, [0, 1, 2].map(r => m[4 * r]! * index[0] + m[4 * r + 1]! * index[1] + m[4 * r + 2]! * index[2] + m[4 * r + 3]!) as unknown as Vec3);
  });
  const low = [0, 1, 2].map(a => Math.max(0, Math.floor(Math.min(...corners.map(c => c[a]!))) - 1)) as unknown as Vec3;
  const high = [0, 1, 2].map(a => Math.min(scan.dimensions[a]!, Math.ceil(Math.max(...corners.map(c => c[a]!))) + 2)) as unknown as Vec3;
  return low.every((v, a) => v < high[a]!) ? { low, high } : undefined;
}
