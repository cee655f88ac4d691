import { lesionKindNamed } from '../../anatomy/lesion-kind-named.ts';
import { liver } from '../../anatomy/organs/liver.ts';
import { normalOf, philox4x32 } from '../../kernels/philox/reference.ts';
import { makeVolume } from '../../volume/volume.ts';
import type { GenerateIntoInput } from '../generate-into.ts';
import { studio as generator } from '../generators/studio.ts';

const SPACING_MM = 0.8;

/** A lesion of the default generator in the middle of a block of noisy liver, in 0.8 mm voxels. */
export function lesionInBlock(radiusMm: number): GenerateIntoInput {
  const side = 2 * Math.ceil(generator.marginMm(radiusMm) / SPACING_MM) + 5;
  const geometry = { dimensions: [side, side, side], spacingMm: [SPACING_MM, SPACING_MM, SPACING_MM], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const;
  const middle = (SPACING_MM * (side - 1)) / 2;
  return {
    ct: makeVolume(geometry, noise(side ** 3)),
    organMask: makeVolume(geometry, new Uint8Array(side ** 3).fill(1)),
    organ: liver,
    statistics: { meanHu: 105, sdHu: 18, noiseSdHu: 14, vesselThresholdHu: 150, vesselFraction: 0.02, volumeMl: 1500 },
    generator,
    lesion: { centreLps: [middle, middle, middle], radiusMm, kind: lesionKindNamed(liver), phase: 'venous', parameters: {}, seed: 1 },
  };
}

function noise(length: number): Int16Array {
  const [counter, key, words] = [new Uint32Array(4), Uint32Array.of(1, 2), new Uint32Array(4)];
  return Int16Array.from({ length }, (_, at) => {
    counter[0] = at;
    philox4x32(counter, key, words);
    return Math.round(105 + 14 * normalOf(words));
  });
}
