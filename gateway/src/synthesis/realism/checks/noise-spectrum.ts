import { judge, unmeasured } from '../judge.ts';
import type { RealismCheck } from '../realism-check.ts';
import { radialSpectrum } from '../radial-spectrum.ts';
import { regionResidual } from '../region-residual.ts';

const WHAT = 'Difference of noise spectra inside and outside';
/** 10 / ln 10. */
const DB_PER_NEPER = 4.343;
/** Sides of the square tiles tried, voxels. */
const TILES = [32, 16] as const;

/** Root mean square difference in dB of the in-plane noise spectra of core and parenchyma. The band wants calibrating, so it never fails. */
export const noiseSpectrum: RealismCheck = {
  name: 'noise-spectrum',
  title: 'Noise power spectrum',
  measure({ afterHu, core, organ, signedMm, geometry }) {
    const parenchyma = organ.map((v, at) => (v === 1 && signedMm[at]! > 5 ? 1 : 0));
    const residuals = [core, parenchyma].map(region => ({ region, values: regionResidual(afterHu, region, geometry) }));
    for (const side of TILES) {
      const [inside, outside] = residuals.map(({ region, values }) => radialSpectrum({ values, region, dimensions: geometry.dimensions, side }));
      if (!inside || !outside) continue;
      const rms = (of: (ring: number) => number) => Math.sqrt(inside.reduce((sum, _, ring) => sum + of(ring), 0) / inside.length);
      const value = rms(ring => (10 * Math.log10(inside[ring]!.power / outside[ring]!.power)) ** 2);
      const chance = rms(ring => DB_PER_NEPER ** 2 * (inside[ring]!.variance + outside[ring]!.variance));
      return judge({ value, band: [0, Math.hypot(1.5, chance)], what: WHAT, unit: ' dB', doubt: Infinity });
    }
    return unmeasured(WHAT);
  },
};
