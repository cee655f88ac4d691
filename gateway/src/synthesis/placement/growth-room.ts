import { gaussianBlur } from '../../kernels/gaussian-blur/gaussian-blur.ts';
import { connectedComponents } from '../../volume/components.ts';
import { distanceMapMm } from '../../volume/distance-map.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import { makeVolume, type HuVolume, type Volume } from '../../volume/volume.ts';
import type { OrganStatistics } from '../survey/statistics.ts';

/** Fat and unenhanced soft tissue give way to a lesion; gas, bone, enhanced vessels and bright neighbours do not. */
const GIVES_WAY_HU = [-160, 100] as const;
/** Single voxels may leave these bounds by so many SDs of the noise. */
const NOISE_SDS = 3;
/** Masks end a little inside the visible border: so far out the organ's own HU still is the organ, mm. */
const BORDER_MM = 2.5;
const SMOOTH_MM = 1.2;

/**
 * The organ and what around it may become lesion, 1 or 0, on the grid of the CT: tissue that gives way, connected to the organ. `meanHu` and
 * `sdHu` are of the organ's parenchyma.
 */
export function growthRoom(ct: HuVolume, organMask: Volume<Uint8Array>, { meanHu, sdHu, noiseSdHu }: OrganStatistics): Volume<Uint8Array> {
  const { geometry } = ct;
  const smooth = gaussianBlur(Float32Array.from(ct.voxels), { dimensions: geometry.dimensions, sigmaVoxels: geometry.spacingMm.map(s => SMOOTH_MM / s) as unknown as Vec3 });
  const awayMm = distanceMapMm(organMask);
  const room = organMask.voxels.map((organ, v) => {
    if (organ === 1) return 1;
    const [raw, hu] = [ct.voxels[v]!, smooth[v]!];
    const highest = awayMm[v]! <= BORDER_MM ? Math.max(GIVES_WAY_HU[1], meanHu + 2 * sdHu) : GIVES_WAY_HU[1];
    const spread = NOISE_SDS * noiseSdHu;
    return hu >= GIVES_WAY_HU[0] && raw >= GIVES_WAY_HU[0] - spread && hu <= highest && raw <= highest + spread ? 1 : 0;
  });
  const { labels, sizes } = connectedComponents(makeVolume(geometry, room), 6);
  const holdsOrgan = new Uint8Array(sizes.length);
  for (let v = 0; v < labels.length; v++) if (organMask.voxels[v] === 1) holdsOrgan[labels[v]!] = 1;
  return makeVolume(geometry, room.map((is, v) => (is === 1 ? holdsOrgan[labels[v]!]! : 0)));
}
