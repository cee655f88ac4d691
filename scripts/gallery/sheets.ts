import type { ContrastPhase } from '../../gateway/src/anatomy/organ.ts';
import type { Generator } from '../../gateway/src/synthesis/generator.ts';
import type { NetworkLibrary } from '../../gateway/src/synthesis/networks.ts';
import type { SynthesizedLesion } from '../../gateway/src/synthesis/scan/synthesize-lesion.ts';
import { makeVolume } from '../../gateway/src/volume/volume.ts';
import type { GalleryCase } from './gallery-case.ts';
import { makeLesion } from './make-lesion.ts';
import { outlined, windowed, type Montage } from './montage.ts';
import { fullestSlice, viewOf, type View } from './view.ts';

/** A montage and the recipes of what it shows. */
export interface Sheet {
  readonly name: string;
  readonly montage: Montage;
  readonly recipes: readonly { readonly caption: string; readonly recipe: unknown }[];
}

const RADII_MM = [4, 7, 12, 18, 28] as const;
const PHASES: readonly ContrastPhase[] = ['arterial', 'venous', 'delayed'];
const PHASE_RADIUS_MM = 13;
const FIRST_SEED = 500;
const SOFT_TISSUE = { level: 60, width: 350 } as const;
const DIFFERENCE = { level: 0, width: 240 } as const;
const TILE = 150;

/** Five sizes of one generator: original, synthetic, difference and label, one under the other. */
export async function sizesSheet(theCase: GalleryCase, generator: Generator, networks: NetworkLibrary): Promise<Sheet> {
  const made = [];
  for (const radiusMm of RADII_MM) made.push({ caption: `R = ${radiusMm} MM`, lesion: await makeLesion(theCase, generator, { radiusMm, seed: FIRST_SEED + radiusMm, networks }), radiusMm });
  const tiles = made.map(({ lesion, radiusMm }) => tilesOf(theCase, lesion, Math.max(70, 4 * radiusMm)));
  return {
    name: `${theCase.name}-${generator.name}`,
    montage: {
      title: `${generator.name} in ${theCase.name}, window 350 level 60`,
      tilePixels: TILE,
      columns: made.map(({ caption, lesion }) => (typeof lesion === 'string' ? `${caption}: REFUSED` : caption)),
      rows: [
        { caption: 'ORIGINAL', synthetic: false, tiles: tiles.map(({ original }) => original) },
        { caption: generator.name, synthetic: true, tiles: tiles.map(({ synthetic }) => synthetic) },
        { caption: 'DIFFERENCE', synthetic: true, tiles: tiles.map(({ difference }) => difference) },
        { caption: 'LABEL', synthetic: true, tiles: tiles.map(({ label }) => label) },
      ],
    },
    recipes: recipesOf(made),
  };
}

/** One size of each generator by the contrast laws of three phases (the scan's own phase does not change). */
export async function phasesSheet(theCase: GalleryCase, generators: readonly Generator[], networks: NetworkLibrary): Promise<Sheet> {
  const rows: Montage['rows'][number][] = [];
  const made: { caption: string; lesion: SynthesizedLesion | string }[] = [];
  for (const generator of generators) {
    const tiles: Uint8Array[] = [];
    for (const phase of PHASES) {
      const lesion = await makeLesion(theCase, generator, { radiusMm: PHASE_RADIUS_MM, seed: 41, phase, networks });
      made.push({ caption: `${generator.name}, ${phase}`, lesion });
      tiles.push(tilesOf(theCase, lesion, 80).synthetic);
    }
    rows.push({ caption: generator.name, synthetic: true, tiles });
  }
  return { name: `${theCase.name}-phases`, montage: { title: `Contrast laws, R = ${PHASE_RADIUS_MM} MM, in ${theCase.name}`, tilePixels: TILE, columns: [...PHASES], rows }, recipes: recipesOf(made) };
}

const recipesOf = (made: readonly { caption: string; lesion: SynthesizedLesion | string }[]): Sheet['recipes'] =>
  made.map(({ caption, lesion }) => ({ caption, recipe: typeof lesion === 'string' ? { refused: lesion } : lesion.recipe }));

/** The four looks of one lesion in the slice that holds most of it; black where it was refused. */
function tilesOf({ ct }: GalleryCase, lesion: SynthesizedLesion | string, sideMm: number) {
  const black = new Uint8Array(TILE * TILE);
  if (typeof lesion === 'string') return { original: black, synthetic: black, difference: black, label: black };
  const view: View = { centreLps: fullestSlice(lesion.lesionLabel), sideMm, pixels: TILE };
  const [before, after] = [viewOf(ct, view), viewOf(lesion.ct, view)];
  const mask = viewOf(makeVolume(ct.geometry, Float32Array.from(lesion.lesionLabel.voxels)), view);
  const synthetic = windowed(after, SOFT_TISSUE);
  return {
    original: windowed(before, SOFT_TISSUE),
    synthetic,
    difference: windowed(after.map((v, n) => v - before[n]!), DIFFERENCE),
    label: outlined(synthetic, mask, TILE),
  };
}
