import { crop } from '../../volume/crop.ts';
import { makeVolume, type HuVolume } from '../../volume/volume.ts';
import { boxAround } from '../frame/box-around.ts';
import { makeDraws } from '../draws.ts';
import { defineGenerator, type GeneratedLesion, type GenerationRequest, type GeneratorTools } from '../generator.ts';
import { labelled } from '../shape/labelled.ts';
import { latticeShape } from '../shape/lattice-shape.ts';
import { rasterise } from '../shape/rasterise.ts';
import { shapeWarnings } from '../shape/shape-warnings.ts';
import { arrivalMm } from './automaton/arrival.ts';
import { develop, type Developed } from './automaton/develop.ts';
import { resolveLook } from './automaton/look.ts';
import { necrosis } from './automaton/necrosis.ts';
import { paint } from './automaton/paint.ts';
import { automatonParameters } from './automaton/parameters.ts';
import { tissueSampler } from './automaton/tissue.ts';

/** Nothing grows farther from the centre than this many radii. */
const REACH_RADII = 1.7;
/** Room for the edge blur, mm. */
const RIM_MM = 6;

/**
 * Grown lesions (a cellular automaton after Lai et al. 2024): cells multiply, invade soft tissue sooner than dense, press on vessels until they give way,
 * and die in the middle. What is grown is exact in volume and centred; the scan's noise stays.
 */
export const automaton = defineGenerator({
  name: 'automaton',
  title: 'Grown',
  description: 'Lesion grown cell by cell into the tissue it finds: irregular, fading rim, vessels inside, dead middle; one seed gives a growth series.',
  version: '1.1.2',
  parameters: automatonParameters,
  followsKinds: true,
  marginMm: radiusMm => REACH_RADII * radiusMm + RIM_MM,
  generate,
});

async function generate(request: GenerationRequest, { signal, kernels }: GeneratorTools): Promise<GeneratedLesion> {
  const { centreLps, radiusMm, seed } = request.lesion;
  const look = resolveLook(request);
  const draws = makeDraws({ seed, stage: 'shape' });
  const { invasionMiddle, invasionHigh, barrierHits, extraSeeds, seedSpreadMm, latticeMm, startMm } = look;
  const rules = { invasion: [1, invasionMiddle, invasionHigh], barrierHits } as const;
  const reachMm = REACH_RADII * radiusMm;
  const developed = develop({ radiusMm, stepMm: latticeMm, reachMm, extraSeeds, seedSpreadMm, rules, draws, signal, tissueAt: tissueSampler(request), ...(startMm ? { startMm } : {}) });
  const { growth, lattice } = developed;
  const shape = latticeShape({ lattice, values: arrivalMm(growth, lattice), radiusMm });
  const dead = necrosis({ growth, lattice, share: look.necrosisShare, key: draws.key });

  const box = boxAround(request.ct.geometry, centreLps, reachMm + RIM_MM);
  const ct = crop<Float32Array | Int16Array>(request.ct, box) as HuVolume;
  const organMask = crop(request.organMask, box);
  const filled = await rasterise(kernels, { shape, centreLps, organMask });
  const { occupancy, label, subVoxel } = labelled(await kernels.read(filled.occupancy), organMask);
  const delta = await paint(kernels, { request, look, lattice, cells: growth.cells, dead, ct, organMask, occupancy: occupancy.voxels });
  const { volumeShare } = filled;
  return {
    box,
    deltaHu: makeVolume(ct.geometry, delta),
    occupancy,
    label,
    provenance: { ...look.recipe, ...startOf(developed), volumeShare, steps: growth.steps, necrosis: necrosisRecord(growth.cells, dead) },
    warnings: [...look.warnings, ...shapeWarnings(volumeShare, subVoxel)],
  };
}

/** The dead part is tumour; it is told apart by name and share only. */
function necrosisRecord(cells: Uint8Array, dead: Uint8Array) {
  const count = (array: Uint8Array) => array.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0);
  return { subLabel: 'necrosis', volumeShare: count(dead) / count(cells) };
}

/** With these a lesion of another radius is the same one, earlier or later. */
const startOf = ({ startMm: [startXMm, startYMm, startZMm] }: Developed) => ({ startXMm, startYMm, startZMm });
