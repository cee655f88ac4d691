import { affineOf, applyAffine, lpsToIjk, type Affine, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { makeVolume, type Labelmap, type Volume } from '../volume/volume.ts';
import { drawBody, type Body } from './body.ts';
import type { ContrastPhase } from './contrast.ts';
import { drawMetastases, lesionParts, type PhantomLesion } from './lesions.ts';
import { paint } from './paint.ts';
import type { Part } from './part.ts';
import { gutParts } from './parts/gut.ts';
import { makeLiver } from './parts/liver.ts';
import { skeletonParts } from './parts/skeleton.ts';
import { solidOrganParts } from './parts/solid-organs.ts';
import { trunkParts } from './parts/trunk.ts';
import { greatVesselParts, liverVesselParts } from './parts/vessels.ts';
import { makeRandom } from './random.ts';
import { addScannerNoise } from './scanner-noise.ts';

export interface AbdomenOptions {
  /** Unsigned 32-bit. Draws habitus, organ shapes, enhancement, noise. Same options, same bytes. */
  readonly seed?: number;
  /** Grid in LPS mm; may be oblique or flipped. Default: 512 x 512 x 120 at 0.75 x 0.75 x 2.5 mm round the origin. */
  readonly geometry?: Geometry;
  readonly phase?: ContrastPhase;
  /** SD of the grain at the body axis, HU; 0 for none. Default: by seed, 9 to 15. */
  readonly noiseHu?: number;
  /** Lesions to draw; default four hypodense metastases at seeded places; [] for a healthy liver. */
  readonly lesions?: readonly PhantomLesion[];
}

export interface AbdomenPhantom {
  readonly ct: Volume<Int16Array>;
  /** Values: PHANTOM_LABELS in part.ts (1 liver, 2 liver lesion, ...). */
  readonly labelmap: Labelmap;
  /** What was drawn, LPS mm. */
  readonly lesions: readonly PhantomLesion[];
}

/** The default grid: feet to head 300 mm, wide enough for the couch. */
export const ABDOMEN_GEOMETRY: Geometry = {
  dimensions: [512, 512, 120],
  spacingMm: [0.75, 0.75, 2.5],
  originLps: [-191.625, -186.625, -165],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

/**
 * A computed abdominal CT: described by implicit surfaces in mm, drawn with partial volume, then given the grain of a scanner.
 * Nothing of it comes from a person. The liver lies on the patient's right (LPS x negative).
 */
export function abdomenPhantom(options: AbdomenOptions = {}): AbdomenPhantom {
  const seed = (options.seed ?? 1) >>> 0;
  const geometry = options.geometry ?? ABDOMEN_GEOMETRY;
  const frame = drawFrame(seed);
  const body = drawBody(seed, options.phase ?? 'venous');
  const { parts, lesions } = describe(body, { seed, frame, ...(options.lesions ? { lesions: options.lesions } : {}) });
  const hu = new Float32Array(geometry.dimensions[0] * geometry.dimensions[1] * geometry.dimensions[2]).fill(-1000);
  const labels = new Uint8Array(hu.length);
  paint({ geometry, hu, labels }, parts, frame.bodyFromLps);
  const sdHu = options.noiseHu ?? 9 + 6 * makeRandom(seed ^ 0x77).next();
  const axis = lpsToIjk(geometry, applyAffine(affineOf(geometry), [0, 0, geometry.dimensions[2] / 2]).map((v, a) => (a < 2 ? 0 : v)) as unknown as Vec3);
  if (sdHu > 0) addScannerNoise(hu, geometry, { seed, sdHu, axisIj: [axis[0], axis[1]] });
  return { ct: makeVolume(geometry, toHu(hu)), labelmap: makeVolume(geometry, labels), lesions };
}

/** How large this patient is: the body frame is LPS mm divided by a scale along each axis. */
function drawFrame(seed: number): { bodyFromLps: Affine; scale: Vec3 } {
  const random = makeRandom(seed ^ 0xb0d7);
  const size = random.between(0.95, 1.06);
  const scale: Vec3 = [size * random.between(0.97, 1.04), size * random.between(0.96, 1.05), size * random.between(0.97, 1.04)];
  return { scale, bodyFromLps: [1 / scale[0], 0, 0, 0, 0, 1 / scale[1], 0, 0, 0, 0, 1 / scale[2], 0, 0, 0, 0, 1] };
}

function describe(body: Body, { seed, frame, lesions }: { seed: number; frame: ReturnType<typeof drawFrame>; lesions?: readonly PhantomLesion[] }): { parts: Part[]; lesions: readonly PhantomLesion[] } {
  const liver = makeLiver(body);
  const { scale } = frame;
  const drawn = lesions ?? drawMetastases(liver.shape, body, { seed, radiiMm: [15, 11, 8, 6.5] })
    .map(({ centre: [x, y, z], radiusMm, hu }) => ({ centreLps: [x * scale[0], y * scale[1], z * scale[2]] as const, radiusMm, hu }));
  const parts = [
    ...trunkParts(body), ...skeletonParts(body), ...gutParts(body), ...solidOrganParts(body), ...liver.parts,
    ...greatVesselParts(body), ...liverVesselParts(body, liver.shape),
    ...drawn.flatMap((lesion, n) => lesionParts(applyAffine(frame.bodyFromLps, lesion.centreLps), lesion, seed + 100 + 2 * n)),
  ];
  return { parts, lesions: drawn };
}

function toHu(hu: Float32Array): Int16Array {
  const out = new Int16Array(hu.length);
  for (let o = 0; o < hu.length; o++) out[o] = Math.max(-1024, Math.min(3071, Math.round(hu[o] as number)));
  return out;
}
