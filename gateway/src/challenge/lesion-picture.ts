import type { Picture } from '../pictures/encode-png.ts';
import { isEdge } from '../pictures/is-edge.ts';
import { lpsToIjk, type Vec3 } from '../volume/geometry.ts';
import type { HuVolume, Labelmap, Volume } from '../volume/volume.ts';

export interface LesionPictureRequest {
  /** The scan without and with the lesion. */
  readonly before: HuVolume;
  readonly after: HuVolume;
  /** n = lesion n. */
  readonly instances: Labelmap;
  readonly lesion: number;
  /** 1 = called lesion. */
  readonly predicted: Volume<Uint8Array>;
  readonly centreLps: Vec3;
  readonly radiusMm: number;
  /** Of the parenchyma: the middle of the window. */
  readonly meanHu: number;
}

const PANEL_PIXELS = 128;
const SMALLEST_FIELD_MM = 64;
const FIELD_RADII = 4;
/** A liver window: wide enough for vessels, narrow enough for faint lesions. */
const WINDOW_HU = 160;
const LESION_COLOUR = [70, 220, 120] as const;
const CALLED_COLOUR = [255, 80, 200] as const;

/**
 * The axial slice through a lesion's centre, the patient's right on the left, three panels: without the lesion; with it; with its outline in
 * green and that of what is called lesion in magenta.
 */
export function lesionPicture({ before, after, instances, lesion, predicted, centreLps, radiusMm, meanHu }: LesionPictureRequest): Picture {
  const { geometry } = after;
  const pixelMm = Math.max(SMALLEST_FIELD_MM, 2 * FIELD_RADII * radiusMm) / PANEL_PIXELS;
  const offsets = Int32Array.from({ length: PANEL_PIXELS ** 2 }, (_, at) => {
    const [x, y] = [(at % PANEL_PIXELS) + 0.5 - PANEL_PIXELS / 2, Math.floor(at / PANEL_PIXELS) + 0.5 - PANEL_PIXELS / 2];
    const ijk = lpsToIjk(geometry, [centreLps[0] + x * pixelMm, centreLps[1] + y * pixelMm, centreLps[2]]).map(Math.round) as unknown as Vec3;
    const isInside = ijk.every((v, axis) => v >= 0 && v < geometry.dimensions[axis]!);
    return isInside ? ijk[0] + geometry.dimensions[0] * (ijk[1] + geometry.dimensions[1] * ijk[2]) : -1;
  });
  const greys = ({ voxels }: HuVolume) => Uint8Array.from(offsets, at => (at < 0 ? 0 : Math.max(0, Math.min(255, Math.round(255 * ((voxels[at]! - meanHu) / WINDOW_HU + 0.5))))));
  const shown = (accepts: (at: number) => boolean) => Uint8Array.from(offsets, at => (at >= 0 && accepts(at) ? 1 : 0));
  const [isLesion, isCalled] = [shown(at => instances.voxels[at] === lesion), shown(at => predicted.voxels[at] !== 0)];
  const [was, is] = [greys(before), greys(after)];
  const width = 3 * PANEL_PIXELS;
  const pixels = new Uint8Array(3 * width * PANEL_PIXELS);
  for (let at = 0; at < offsets.length; at++) {
    const outlined = isEdge(isCalled, at, PANEL_PIXELS) ? CALLED_COLOUR : isEdge(isLesion, at, PANEL_PIXELS) ? LESION_COLOUR : grey(is[at]!);
    for (const [panel, colour] of [grey(was[at]!), grey(is[at]!), outlined].entries()) pixels.set(colour, 3 * ((at % PANEL_PIXELS) + PANEL_PIXELS * panel + width * Math.floor(at / PANEL_PIXELS)));
  }
  return { width, height: PANEL_PIXELS, channels: 3, pixels };
}

const grey = (value: number): readonly [number, number, number] => [value, value, value];
