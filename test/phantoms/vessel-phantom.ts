import { philox4x32, uniformOf } from '../../gateway/src/kernels/philox/reference.ts';
import type { Geometry } from '../../gateway/src/volume/geometry.ts';
import { makeVolume, type Volume } from '../../gateway/src/volume/volume.ts';

/** An organ with a vessel tree of about 2.5 % of its volume, without noise, on 1.5 mm voxels. */
export interface VesselPhantom {
  readonly ct: Volume<Int16Array>;
  readonly organMask: Volume<Uint8Array>;
  readonly vesselMask: Volume<Uint8Array>;
}

const SIZE = [140, 120, 120] as const;
const SPACING_MM = 1.5;
/** Half axes of the organ, mm: 210 x 180 x 180 mm with a rim, as a liver's box is. */
const HALF_MM = [98, 84, 84] as const;
const ORGAN_HU = 110;
const VESSEL_HU = 190;
/** Three trunks, each splitting into two so often. */
const GENERATIONS = 8;
/** Width and length of a trunk. */
const TRUNK_MM = 11.5;
const FIRST_MM = 34;

const geometry: Geometry = { dimensions: SIZE, spacingMm: [SPACING_MM, SPACING_MM, SPACING_MM], originLps: [-104, -89, 40], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };

interface Branch {
  readonly from: readonly [number, number, number];
  readonly to: readonly [number, number, number];
  readonly radiusMm: number;
}

/** Draws the phantom: a lopsided ellipsoid and a tree that splits in two, each branch thinner (Murray's law) and shorter than its parent. */
export function vesselPhantom(): VesselPhantom {
  const organ = new Uint8Array(SIZE[0] * SIZE[1] * SIZE[2]);
  const vessel = new Uint8Array(organ.length);
  const centre = SIZE.map(n => (n - 1) / 2);
  for (let at = 0; at < organ.length; at++) {
    const p = [at % SIZE[0], Math.floor(at / SIZE[0]) % SIZE[1], Math.floor(at / (SIZE[0] * SIZE[1]))].map((v, a) => (v - centre[a]!) * SPACING_MM);
    const inside = p.reduce((sum, x, a) => sum + (x / HALF_MM[a]!) ** 2, 0) < 1 && !(p[0]! > 55 && p[1]! > 20);
    organ[at] = inside ? 1 : 0;
  }
  for (const branch of tree()) draw(vessel, branch, centre);
  for (let at = 0; at < organ.length; at++) vessel[at]! &= organ[at]!;
  const hu = Int16Array.from(organ, (is, at) => (vessel[at] === 1 ? VESSEL_HU : is === 1 ? ORGAN_HU : -90));
  return { ct: makeVolume(geometry, hu), organMask: makeVolume(geometry, organ), vesselMask: makeVolume(geometry, vessel) };
}

function tree(): readonly Branch[] {
  const words = new Uint32Array(4);
  let drawn = 0;
  const uniform = (low: number, high: number) => {
    philox4x32(Uint32Array.of(drawn++, 0, 0, 0), Uint32Array.of(5, 11), words);
    return low + (high - low) * uniformOf(words[0]!);
  };
  const branches: Branch[] = [];
  const grow = (from: Branch['from'], heading: Branch['from'], radiusMm: number, generation: number): void => {
    const length = FIRST_MM * 0.86 ** generation;
    const to = from.map((v, a) => v + length * heading[a]!) as unknown as Branch['from'];
    branches.push({ from, to, radiusMm });
    if (generation + 1 >= GENERATIONS) return;
    const aside = unit([uniform(-1, 1), uniform(-1, 1), uniform(-1, 1)]);
    for (const side of [-1, 1]) grow(to, unit(heading.map((v, a) => 0.75 * v + side * 0.8 * aside[a]!) as unknown as Branch['from']), radiusMm * 0.79, generation + 1);
  };
  for (const heading of [[1, 0.2, 0.3], [-0.9, 0.3, 0.2], [0.1, -0.5, 1]] as const) grow([-6, 4, -20], unit(heading), TRUNK_MM / 2, 0);
  return branches;
}

function unit(v: readonly number[]): Branch['from'] {
  const length = Math.hypot(...v);
  return v.map(x => x / length) as unknown as Branch['from'];
}

/** Fills the capsule around a segment, mm from the phantom's middle. */
function draw(mask: Uint8Array, { from, to, radiusMm }: Branch, centre: readonly number[]): void {
  const ends = [0, 1, 2].map(a => [Math.min(from[a]!, to[a]!) - radiusMm, Math.max(from[a]!, to[a]!) + radiusMm].map(mm => Math.min(SIZE[a]! - 1, Math.max(0, Math.round(mm / SPACING_MM + centre[a]!)))));
  const d = to.map((v, a) => v - from[a]!);
  const squared = d.reduce((sum, x) => sum + x * x, 0);
  for (let k = ends[2]![0]!; k <= ends[2]![1]!; k++)
    for (let j = ends[1]![0]!; j <= ends[1]![1]!; j++)
      for (let i = ends[0]![0]!; i <= ends[0]![1]!; i++) {
        const p = [i, j, k].map((v, a) => (v - centre[a]!) * SPACING_MM - from[a]!);
        const t = Math.min(1, Math.max(0, p.reduce((sum, x, a) => sum + x * d[a]!, 0) / squared));
        if (Math.hypot(...p.map((x, a) => x - t * d[a]!)) <= radiusMm) mask[i + SIZE[0] * (j + SIZE[1] * k)] = 1;
      }
}
