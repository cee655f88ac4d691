import { GatewayError } from '../../../errors.ts';
import { gaussianBlur } from '../../../kernels/gaussian-blur/gaussian-blur.ts';
import { connectedComponents } from '../../../volume/components.ts';
import { boundingBox, crop, growBox, type Box } from '../../../volume/crop.ts';
import { distanceMapMm } from '../../../volume/distance-map.ts';
import { ijkToLps, sameGrid, voxelVolumeMl, type Geometry, type Vec3 } from '../../../volume/geometry.ts';
import { ijkOf, makeVolume, type Volume } from '../../../volume/volume.ts';
import type { Donor } from '../../donor.ts';
import { HuHistogram } from '../../survey/histogram.ts';

/** One lesion of a donor, ready to be copied. */
export interface DonorLesion {
  /** Volume-equivalent radius, mm. */
  readonly radiusMm: number;
  readonly centroidLps: Vec3;
  /** Grid of the two fields below: the lesion's surroundings in the donor. */
  readonly geometry: Geometry;
  /** Distance to the lesion's surface, mm, negative inside. */
  readonly distanceMm: Float32Array;
  /** HU minus the donor's parenchyma, without fine noise. */
  readonly contrastHu: Float32Array;
  /** Mean over the lesion of HU minus parenchyma. */
  readonly meanContrastHu: number;
  readonly parenchymaHu: number;
}

/** What lies farther from the lesion than this is not looked at, mm. */
const MARGIN_MM = 20;
/** Parenchyma is measured between these distances from the lesion, mm. */
const SHELL_MM = [3, 15] as const;
const FEWEST_SHELL_VOXELS = 50;
/** Width of the blur that parts the lesion's own pattern from the donor's noise, mm. */
const NOISE_MM = 1.5;
/** Width of the blur that takes the steps of the donor's voxels off the lesion's surface, voxels. */
const STEP_SIGMA = 0.7;
const SMALLEST_MM = 1.5;
/** A lesion that reaches farther from its centroid than this many radii cannot be copied as one ball-like patch. */
const LARGEST_REACH = 1.65;

/** A lesion of the donor before it is measured. */
export interface Candidate {
  readonly component: number;
  readonly radiusMm: number;
  readonly centroidLps: Vec3;
}

interface Candidates {
  /** Component of each voxel. */
  readonly labels: Int32Array;
  /** Largest first. */
  readonly usable: readonly Candidate[];
}

/** The donor's lesions that can be copied. Throws generator/donor-unusable when there is none. */
export function candidates(donor: Donor): Candidates {
  const { labels, measured } = lesionsOf(donor);
  if (measured.length === 0) throw unusable(donor, 'has no lesion in its mask');
  const usable = measured.filter(({ inside, reach, radiusMm: r }) => inside && r >= SMALLEST_MM && reach <= LARGEST_REACH * r);
  if (usable.length === 0) throw unusable(donor, measured.some(({ inside }) => inside) ? 'has only lesions that are tiny or too drawn out to copy' : 'has only lesions that touch the border of its images');
  return { labels, usable: usable.sort((a, b) => b.radiusMm - a.radiusMm || a.component - b.component) };
}

interface DonorLesions {
  readonly labels: Int32Array;
  readonly measured: readonly Measured[];
}

/** Measuring a donor takes longer than copying from it; it is done once. */
const MEASURED = new WeakMap<Donor, DonorLesions>();

function lesionsOf(donor: Donor): DonorLesions {
  const known = MEASURED.get(donor);
  if (known) return known;
  checkDonor(donor);
  const { labels, sizes } = connectedComponents(donor.lesionMask, 26);
  const lesions = { labels, measured: measureComponents(donor.lesionMask.geometry, labels, sizes) };
  MEASURED.set(donor, lesions);
  return lesions;
}

function checkDonor(donor: Donor): void {
  const { ct, lesionMask, organMask } = donor;
  if (!sameGrid(ct.geometry, lesionMask.geometry, 0.1) || (organMask && !sameGrid(ct.geometry, organMask.geometry, 0.1))) throw unusable(donor, 'has a mask on another grid than its images');
  let [low, high] = [Infinity, -Infinity];
  for (const hu of ct.voxels) {
    if (!Number.isFinite(hu)) throw unusable(donor, 'holds voxels that are not numbers');
    if (hu < low) low = hu;
    if (hu > high) high = hu;
  }
  if (low >= 0 && high <= 1) throw unusable(donor, 'holds values of 0 to 1, which are no HU');
  if (low >= 0 && high <= 255) throw unusable(donor, 'holds grey values of 0 to 255, which are no HU');
}

interface Measured extends Candidate {
  /** Clear of the border of the images. */
  readonly inside: boolean;
  /** Largest distance from the centroid, mm. */
  readonly reach: number;
}

function measureComponents(geometry: Geometry, labels: ArrayLike<number>, sizes: readonly number[]): Measured[] {
  const members = sizes.map(() => [] as Vec3[]);
  const inside = sizes.map(() => true);
  for (let at = 0; at < labels.length; at++) {
    const component = labels[at]!;
    if (component === 0) continue;
    const ijk = ijkOf(geometry, at);
    members[component]!.push(ijk);
    if (ijk.some((v, axis) => v === 0 || v === geometry.dimensions[axis]! - 1)) inside[component] = false;
  }
  return members.slice(1).map((voxels, n) => {
    const points = voxels.map(ijk => ijkToLps(geometry, ijk));
    const centroidLps = [0, 1, 2].map(axis => points.reduce((sum, p) => sum + p[axis]!, 0) / points.length) as unknown as Vec3;
    const reach = points.reduce((far, p) => Math.max(far, Math.hypot(...p.map((v, axis) => v - centroidLps[axis]!))), 0);
    const radiusMm = Math.cbrt((3 * 1000 * voxels.length * voxelVolumeMl(geometry)) / (4 * Math.PI));
    return { component: n + 1, radiusMm, centroidLps, inside: inside[n + 1]!, reach };
  });
}

/** Distances, contrast and parenchyma of one candidate. Throws generator/donor-unusable. */
export function donorLesion(donor: Donor, { labels }: Pick<Candidates, 'labels'>, { component, radiusMm, centroidLps }: Candidate): DonorLesion {
  const whole = makeVolume(donor.ct.geometry, Uint8Array.from(labels, label => (label === component ? 1 : 0)));
  const box = growBox(boundingBox(whole)!, donor.ct.geometry, MARGIN_MM);
  const mask = crop(whole, box);
  const { geometry } = mask;
  const outside = distanceMapMm(mask);
  const inside = distanceMapMm(makeVolume(geometry, mask.voxels.map(v => 1 - v)));
  const rough = outside.map((d, v) => d - inside[v]!);
  const distanceMm = gaussianBlur(rough, { dimensions: geometry.dimensions, sigmaVoxels: [STEP_SIGMA, STEP_SIGMA, STEP_SIGMA] });
  const hu = Float32Array.from(crop<Float32Array | Int16Array>(donor.ct, box).voxels);
  const { parenchymaHu, belongs } = parenchyma({ donor, box, hu, distanceMm });
  const tissue = hu.map((f, v) => (belongs(v) ? f - parenchymaHu : 0));
  const weight = hu.map((_, v) => (belongs(v) ? 1 : 0));
  const sigmaVoxels = geometry.spacingMm.map(s => NOISE_MM / s) as unknown as Vec3;
  const [sums, shares] = [tissue, weight].map(values => gaussianBlur(values, { dimensions: geometry.dimensions, sigmaVoxels })) as [Float32Array, Float32Array];
  const contrastHu = sums.map((sum, v) => (shares[v]! > 1e-3 ? sum / shares[v]! : 0));
  let total = 0;
  for (let v = 0; v < hu.length; v++) if (mask.voxels[v] === 1) total += hu[v]! - parenchymaHu;
  return { radiusMm, centroidLps, geometry, distanceMm, contrastHu, parenchymaHu, meanContrastHu: total / mask.voxels.reduce((a, b) => a + b, 0) };
}

interface Surroundings {
  readonly donor: Donor;
  readonly box: Box;
  readonly hu: Float32Array;
  readonly distanceMm: Float32Array;
}

/** The donor's healthy HU around the lesion, and which voxels are lesion or such tissue (vessels, fat and air are not). */
function parenchyma({ donor, box, hu, distanceMm }: Surroundings): { parenchymaHu: number; belongs: (v: number) => boolean } {
  const lesions: Volume<Uint8Array> = crop(donor.lesionMask, box);
  const organ = donor.organMask && crop(donor.organMask, box);
  const healthy = (v: number) => lesions.voxels[v] === 0 && (organ ? organ.voxels[v] === 1 : hu[v]! > -50 && hu[v]! < 300);
  const histogram = new HuHistogram();
  for (let v = 0; v < hu.length; v++) if (healthy(v) && distanceMm[v]! >= SHELL_MM[0] && distanceMm[v]! <= SHELL_MM[1]) histogram.add(hu[v]!);
  if (histogram.total < FEWEST_SHELL_VOXELS) throw unusable(donor, 'has too little healthy tissue around its lesion to compare with');
  const parenchymaHu = histogram.medianHu;
  if (!(parenchymaHu > -50 && parenchymaHu < 300)) throw unusable(donor, `has ${Math.round(parenchymaHu)} HU around its lesion, which no soft tissue has`);
  const spread = 3.5 * Math.max(5, histogram.robustSdHu);
  return { parenchymaHu, belongs: v => lesions.voxels[v] === 1 || (healthy(v) && Math.abs(hu[v]! - parenchymaHu) < spread) };
}

const unusable = ({ name }: Donor, what: string): GatewayError => new GatewayError('generator/donor-unusable', `The donor "${name}" ${what}; choose another donor or mend it.`, { context: { donor: name } });

