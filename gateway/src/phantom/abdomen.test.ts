import { describe, expect, it } from 'vitest';
import { geometryFromAffine, ijkToLps, lpsToIjk, multiplyAffine, affineOf, voxelVolumeMl, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { abdomenPhantom, type AbdomenPhantom } from './abdomen.ts';
import { PHANTOM_LABELS } from './part.ts';

const coarse: Geometry = {
  dimensions: [96, 76, 78],
  spacingMm: [4, 4, 4],
  originLps: [-190, -146, -168],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

/** Volume in ml, mean HU and centroid in LPS mm of one label. */
function measure({ ct, labelmap }: AbdomenPhantom, label: number) {
  const [columns, rows] = ct.geometry.dimensions;
  let count = 0;
  let sum = 0;
  const centre = [0, 0, 0];
  labelmap.voxels.forEach((value, o) => {
    if (value !== label) return;
    count++;
    sum += ct.voxels[o]!;
    const at = ijkToLps(ct.geometry, [o % columns, Math.floor(o / columns) % rows, Math.floor(o / (columns * rows))]);
    at.forEach((v, axis) => (centre[axis]! += v));
  });
  return { ml: count * voxelVolumeMl(ct.geometry), hu: sum / count, centroid: centre.map(v => v / count) };
}

describe('abdomenPhantom', () => {
  const phantom = abdomenPhantom({ seed: 7, geometry: coarse });

  it('has the liver on the right of the patient, the spleen on the left, the spine behind the aorta', () => {
    const liver = measure(phantom, PHANTOM_LABELS.liver).centroid;
    const spleen = measure(phantom, PHANTOM_LABELS.spleen).centroid;
    expect(liver[0]).toBeLessThan(-30);
    expect(spleen[0]).toBeGreaterThan(60);
    expect(measure(phantom, PHANTOM_LABELS.vertebra).centroid[1]).toBeGreaterThan(measure(phantom, PHANTOM_LABELS.aorta).centroid[1]! + 15);
    expect(measure(phantom, PHANTOM_LABELS.kidneyRight).centroid[0]).toBeLessThan(-40);
    expect(measure(phantom, PHANTOM_LABELS.kidneyLeft).centroid[0]).toBeGreaterThan(40);
    expect(liver[2]).toBeGreaterThan(measure(phantom, PHANTOM_LABELS.kidneyRight).centroid[2]!);
  });

  it.each([1, 2, 3, 4, 5, 6])('gives seed %i organs of plausible size', seed => {
    const drawn = abdomenPhantom({ seed, geometry: coarse, lesions: [] });
    const ml = (label: number) => measure(drawn, label).ml;
    expect(ml(PHANTOM_LABELS.liver)).toBeGreaterThan(1100);
    expect(ml(PHANTOM_LABELS.liver)).toBeLessThan(1950);
    for (const label of [PHANTOM_LABELS.kidneyLeft, PHANTOM_LABELS.kidneyRight]) {
      expect(ml(label)).toBeGreaterThan(90);
      expect(ml(label)).toBeLessThan(220);
    }
    expect(ml(PHANTOM_LABELS.spleen)).toBeGreaterThan(60);
    expect(ml(PHANTOM_LABELS.liverLesion)).toBe(0);
  });

  it('has the contrast of its phase', () => {
    const at = (phase: 'native' | 'arterial' | 'venous', label: number) => measure(abdomenPhantom({ seed: 3, geometry: coarse, phase, lesions: [] }), label).hu;
    expect(at('venous', PHANTOM_LABELS.liver)).toBeGreaterThan(at('native', PHANTOM_LABELS.liver) + 25);
    expect(at('arterial', PHANTOM_LABELS.aorta)).toBeGreaterThan(at('venous', PHANTOM_LABELS.aorta) + 80);
  });

  it('draws hypodense lesions where it is told to', () => {
    const centreLps: Vec3 = [-85, -10, 20];
    const drawn = abdomenPhantom({ seed: 7, geometry: coarse, noiseHu: 0, lesions: [{ centreLps, radiusMm: 14, hu: 60 }] });
    const lesion = measure(drawn, PHANTOM_LABELS.liverLesion);
    centreLps.forEach((v, axis) => expect(lesion.centroid[axis]).toBeCloseTo(v, -1));
    expect(lesion.ml).toBeGreaterThan(7);
    expect(lesion.ml).toBeLessThan(17);
    expect(lesion.hu).toBeLessThan(measure(drawn, PHANTOM_LABELS.liver).hu - 25);
    expect(drawn.lesions).toHaveLength(1);
  });

  it('has its default metastases inside the liver', () => {
    expect(phantom.lesions).toHaveLength(4);
    expect(measure(phantom, PHANTOM_LABELS.liverLesion).ml).toBeGreaterThan(10);
  });

  it('gives the same bytes for the same seed and others for another', () => {
    const again = abdomenPhantom({ seed: 7, geometry: coarse });
    expect(Buffer.compare(Buffer.from(again.ct.voxels.buffer), Buffer.from(phantom.ct.voxels.buffer))).toBe(0);
    const other = abdomenPhantom({ seed: 8, geometry: coarse });
    expect(Buffer.compare(Buffer.from(other.ct.voxels.buffer), Buffer.from(phantom.ct.voxels.buffer))).not.toBe(0);
  });

  it('shows the same patient on an oblique, flipped grid', () => {
    const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
    const turned = geometryFromAffine(multiplyAffine([c, -s, 0, 0, s, c, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], affineOf({ ...coarse, direction: [1, 0, 0, 0, 1, 0, 0, 0, -1], originLps: [-190, -146, 140] })), coarse.dimensions);
    const oblique = abdomenPhantom({ seed: 7, geometry: turned, noiseHu: 0 });
    const straight = abdomenPhantom({ seed: 7, geometry: coarse, noiseHu: 0 });
    const at = (p: AbdomenPhantom, lps: Vec3) => {
      const [i, j, k] = lpsToIjk(p.ct.geometry, lps).map(Math.round) as [number, number, number];
      return p.labelmap.voxels[i + p.ct.geometry.dimensions[0] * (j + p.ct.geometry.dimensions[1] * k)];
    };
    for (const lps of [[-80, 0, 30], [100, 40, 35], [0, 54, 0], [6, 25, -5], [-62, 46, -50]] as const) expect(at(oblique, lps)).toBe(at(straight, lps));
    expect(measure(oblique, PHANTOM_LABELS.liver).ml / measure(straight, PHANTOM_LABELS.liver).ml).toBeCloseTo(1, 1);
  });
});
