import { makeRandom } from '../../gateway/src/phantom/random.ts';
import { ijkToLps, voxelCount, type Geometry, type Vec3 } from '../../gateway/src/volume/geometry.ts';
import { ijkOf, makeVolume, type Labelmap, type Volume } from '../../gateway/src/volume/volume.ts';

/** What a voxel of the scene is. */
export const SCENE = { background: 0, organ: 1, tumour: 2, cyst: 3 } as const;

/**
 * A scene of the law that the sample networks of test/fixtures/foreign-models learned (models/training/samples/scene.py): an organ with six dark balls, each
 * with a bright cap. Only the side of the cap tells what a ball is: to the patient's left or above, a tumour; behind, a cyst; elsewhere, healthy organ.
 */
export interface BallScene {
  readonly ct: Volume<Int16Array>;
  readonly truth: Labelmap;
}

interface Ellipsoid {
  readonly centreLps: Vec3;
  readonly radiiMm: Vec3;
  readonly hu: number;
  readonly label?: number;
}

const LONG = 1e4;
const SOFTNESS_MM = 1.2;
const NOISE_SD_HU = 8;
const CENTRE_LPS: Vec3 = [-21, 34, 112];

/** Side of the cap, what the ball then is, and where it lies from the middle of the organ. */
const BALLS: readonly (readonly [side: Vec3, label: number, offsetMm: Vec3, radiusMm: number])[] = [
  [[1, 0, 0], SCENE.tumour, [-29, 2, 21], 9.5],
  [[-1, 0, 0], SCENE.organ, [31, -3, 19], 9],
  [[0, 1, 0], SCENE.cyst, [1, -3, 22], 10],
  [[0, -1, 0], SCENE.organ, [-31, 1, -19], 9],
  [[0, 0, 1], SCENE.tumour, [2, 3, -21], 10],
  [[0, 0, -1], SCENE.organ, [28, -1, -20], 8.5],
];

const plus = (a: Vec3, b: Vec3, factor = 1): Vec3 => [a[0] + factor * b[0], a[1] + factor * b[1], a[2] + factor * b[2]];
const ball = (centreLps: Vec3, mm: number): Pick<Ellipsoid, 'centreLps' | 'radiiMm'> => ({ centreLps, radiiMm: [mm, mm, mm] });

/** Painted one over the other. */
const PARTS: readonly Ellipsoid[] = [
  { centreLps: CENTRE_LPS, radiiMm: [86, 66, LONG], hu: -90 },
  { centreLps: plus(CENTRE_LPS, [0, 52, 0]), radiiMm: [9, 9, LONG], hu: 600 },
  { centreLps: CENTRE_LPS, radiiMm: [56, 36, 46], hu: 110, label: SCENE.organ },
  ...BALLS.flatMap(([side, label, offsetMm, mm]) => {
    const centreLps = plus(CENTRE_LPS, offsetMm);
    return [{ ...ball(centreLps, mm), hu: 35, label }, { ...ball(plus(centreLps, side, 0.8 * mm), 0.6 * mm), hu: 210, label }];
  }),
];

/** Share of a voxel inside, 0..1, from the distance to the surface along the ray from the centre. */
function shareInside(lps: Vec3, { centreLps, radiiMm }: Ellipsoid): number {
  const d = plus(lps, centreLps, -1);
  const norm = Math.hypot(d[0] / radiiMm[0], d[1] / radiiMm[1], d[2] / radiiMm[2]);
  const depthMm = norm < 1e-3 ? Math.min(...radiiMm) : (1 - norm) * Math.hypot(...d) / norm;
  return Math.min(1, Math.max(0, 0.5 + depthMm / (2 * SOFTNESS_MM)));
}

/** Axes far from those of any network: columns run down the patient, rows to the right, slices to the back, all a little askew; three voxel sizes. */
export const SCENE_GRID: Geometry = gridAround([52, 76, 34], [2.3, 1.9, 3.1]);

function gridAround(dimensions: Vec3, spacingMm: Vec3): Geometry {
  const [c, s] = [Math.cos(0.09), Math.sin(0.09)];
  const raw: Geometry = { dimensions, spacingMm, originLps: [0, 0, 0], direction: [0, s, -c, -1, 0, 0, 0, c, s] };
  const middle = ijkToLps(raw, dimensions.map(n => (n - 1) / 2) as unknown as Vec3);
  return { ...raw, originLps: plus(plus(CENTRE_LPS, [3, -2, 4]), middle, -1) };
}

/** The scene on a grid, with seeded noise. */
export function ballScene(geometry: Geometry = SCENE_GRID): BallScene {
  const random = makeRandom(20);
  const hu = new Int16Array(voxelCount(geometry));
  const truth = new Uint8Array(hu.length);
  for (let v = 0; v < hu.length; v++) {
    const lps = ijkToLps(geometry, ijkOf(geometry, v));
    let value = -1000;
    for (const part of PARTS) {
      const share = shareInside(lps, part);
      value += share * (part.hu - value);
      if (part.label !== undefined && share >= 0.5) truth[v] = part.label;
    }
    hu[v] = Math.round(value + NOISE_SD_HU * random.normal());
  }
  return { ct: makeVolume(geometry, hu), truth: makeVolume(geometry, truth) };
}
