import type { ViewerPage } from './viewer-page.ts';

type Point = readonly [number, number, number];


/** The live preview as a reader meets it. */
export class PreviewPage {
  readonly viewer: ViewerPage;

  constructor(viewer: ViewerPage) {
    this.viewer = viewer;
  }

  /** Waits until the organ is surveyed and every lesion wanted so far has been tried. */
  async settled(): Promise<void> {
    await this.viewer.page.waitForSelector('[data-cy="lesion-forge-preview"][data-survey="ready"]', { timeout: 90_000 });
    let before = '';
    for (let same = 0; same < 4; ) {
      const now = JSON.stringify(await this.#fingerprint());
      same = now === before ? same + 1 : 0;
      before = now;
      await this.viewer.page.waitForTimeout(150);
    }
  }

  /** HU under the points in the cached images of a series; undefined where there is none. */
  async huAt(seriesUid: string, points: readonly Point[]): Promise<readonly (number | undefined)[]> {
    return await this.viewer.page.evaluate<(number | undefined)[]>(`(${HU_AT})(${JSON.stringify(seriesUid)}, ${JSON.stringify(points)})`);
  }

  /** FNV-1a over all cached images of the series, by position. */
  async checksum(seriesUid: string): Promise<string> {
    return await this.viewer.page.evaluate<string>(`(${CHECKSUM})(${JSON.stringify(seriesUid)})`);
  }

  async #fingerprint(): Promise<unknown> {
    return await this.viewer.page.evaluate(`[document.querySelector('[data-cy="lesion-forge-preview"]').innerText, document.querySelector('[data-cy="lesion-forge-preview"]').dataset.wholeMs]`);
  }
}

/** Runs in the page. */
const HU_AT = `(seriesUid, points) => {
  const { cache, metaData } = window.cornerstone;
  const kept = (window.lesionForgeTestIds ??= {});
  const ids = (kept[seriesUid] ??= window.services.displaySetService.getDisplaySetsForSeries(seriesUid)[0].imageIds);
  const planes = ids.map((id) => ({ id, plane: metaData.get('imagePlaneModule', id) }));
  return points.map((point) => {
    for (const { id, plane } of planes) {
      const { imagePositionPatient: o, rowCosines: r, columnCosines: c, columnPixelSpacing: sx, rowPixelSpacing: sy, columns, rows } = plane;
      const d = point.map((v, axis) => v - o[axis]);
      const n = [r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2], r[0] * c[1] - r[1] * c[0]];
      const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
      if (Math.abs(dot(d, n)) > 0.01) continue;
      const [i, j] = [Math.round(dot(d, r) / sx), Math.round(dot(d, c) / sy)];
      const image = cache.getImage(id);
      if (!image || i < 0 || j < 0 || i >= columns || j >= rows) return undefined;
      const value = image.voxelManager.getScalarData()[i + columns * j];
      const lut = metaData.get('modalityLutModule', id);
      return image.preScale && image.preScale.scaled ? value : value * lut.rescaleSlope + lut.rescaleIntercept;
    }
    return undefined;
  });
}`;

/** Runs in the page. */
const CHECKSUM = `(seriesUid) => {
  const { cache } = window.cornerstone;
  let hash = 0x811c9dc5;
  for (const id of window.services.displaySetService.getDisplaySetsForSeries(seriesUid)[0].imageIds) {
    const image = cache.getImage(id);
    if (!image) { hash = Math.imul(hash ^ 7, 0x01000193); continue; }
    for (const value of image.voxelManager.getScalarData()) hash = Math.imul(hash ^ (value & 0xffff), 0x01000193);
  }
  return (hash >>> 0).toString(16);
}`;
