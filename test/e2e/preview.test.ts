import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lpsToIjk } from '../../gateway/src/volume/geometry.ts';
import { offsetOf } from '../../gateway/src/volume/volume.ts';
import { openBrowser, type BrowserSession } from './browser.ts';
import { healthySite } from './healthy-site.ts';
import { PreviewPage } from './preview-page.ts';
import { viewerReady } from './ready.ts';
import { ViewerPage } from './viewer-page.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

/** Pictures of each step, to be looked at. */
const PICTURES = join(import.meta.dirname, '../../test-results/preview');
const PREVIEW = 'PREVIEW - SYNTHETIC';
const STORED = 'SYNTHETIC - NOT ACQUIRED';

type Point = readonly [number, number, number];

describe.skipIf(!viewerReady())('the live preview in the viewer', () => {
  let workplace: Workplace;
  let browser: BrowserSession;
  let viewer: ViewerPage;
  let preview: PreviewPage;
  let site: Point;

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    workplace = await openWorkplace();
    site = healthySite(workplace);
  });
  afterAll(async () => workplace?.stop());
  beforeEach(async () => {
    browser = await openBrowser({ origin: workplace.origin });
    viewer = new ViewerPage(browser.page, workplace.origin);
    preview = new PreviewPage(viewer);
    await viewer.openStudy(workplace.study.studyUid);
  });
  afterEach(async () => {
    const faults = await browser.faults();
    await browser.close();
    expect(faults).toEqual([]);
  });

  const picture = async (name: string): Promise<void> => {
    for (const [width, height] of [[1280, 800], [1920, 1080]] as const) {
      await viewer.page.setViewportSize({ width, height });
      await viewer.page.waitForTimeout(700);
      await viewer.page.screenshot({ path: join(PICTURES, `${name}-${width}.png`) });
    }
  };
  const banners = async (): Promise<readonly (string | null)[]> => (await viewer.viewports()).map(({ banner }) => banner);
  const source = (): string => workplace.study.seriesUid;
  /** Voxel centres of the scan: a cross through a point, out to 40 mm in plane and to the slices beside it. */
  const cross = ([x, y, z]: Point): Point[] => {
    const { spacingMm: [sx, sy, sz] } = workplace.study.phantom.ct.geometry;
    const steps = Array.from({ length: 41 }, (_, n) => n - 20);
    return [...steps.map((n): Point => [x + n * sx, y, z]), ...steps.map((n): Point => [x, y + n * sy, z]), ...steps.slice(15, 26).map((n): Point => [x, y, z + n * sz])];
  };
  const acquiredHu = (point: Point): number => {
    const { geometry, voxels } = workplace.study.phantom.ct;
    return voxels[offsetOf(geometry, lpsToIjk(geometry, point).map(Math.round) as unknown as Point)] as number;
  };
  const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  const marked = async (): Promise<Point> => {
    const text = await viewer.part('lesion-forge-site').innerText();
    const [x = 0, y = 0, z = 0] = [...text.matchAll(/([\d.]+) ([LRAPSI])/g)].map(([, number, side]) => Number(number) * ('RAI'.includes(side ?? '') ? -1 : 1));
    return [x, y, z];
  };

  it('shows the tumour where the reader drags, changes nothing beyond, and takes everything back', async () => {
    await viewer.part('lesion-forge-seed-input').fill('7');
    await viewer.dragSphere(site, 12);
    await preview.settled();
    const untouched = await preview.checksum(source());
    const at = await marked();
    const radiusMm = Number(await viewer.part('lesion-forge-radius').inputValue());
    const points = cross(site);
    const before = points.map(acquiredHu);
    const after = await preview.huAt(source(), points);
    expect(await banners()).toEqual([PREVIEW]);
    const changes = points.map((point, n) => ({ mm: distance(point, at), change: (after[n] ?? before[n] ?? 0) - (before[n] ?? 0) }));
    const inside = changes.filter(({ mm }) => mm < 0.5 * radiusMm);
    expect(inside.length).toBeGreaterThan(10);
    expect(inside.filter(({ change }) => change !== 0).length).toBeGreaterThan(0.9 * inside.length);
    expect(inside.reduce((sum, { change }) => sum + change, 0) / inside.length).toBeLessThan(-10);
    expect(changes.filter(({ mm, change }) => mm > 2.2 * radiusMm + 6 && change !== 0)).toEqual([]);
    await picture('1-dragged');

    await viewer.part('lesion-forge-parameters').locator('summary').click();
    await viewer.part('lesion-forge-parameter-contrastHu-slider').focus();
    await viewer.page.keyboard.press('Home');
    await preview.settled();
    const darker = await preview.huAt(source(), points);
    const centre = points.findIndex((point) => distance(point, at) < 2);
    expect((darker[centre] ?? 0) - (after[centre] ?? 0)).toBeLessThan(-20);
    await viewer.part('lesion-forge-reset').click();
    await preview.settled();
    expect(await preview.checksum(source())).toBe(untouched);

    await viewer.page.keyboard.press('p');
    expect((await banners())[0]).toBeNull();
    const original = await preview.checksum(source());
    expect(original).not.toBe(untouched);
    expect(await preview.huAt(source(), points)).toEqual(after.map((hu, n) => hu && before[n]));
    await viewer.page.keyboard.press('p');
    expect(await preview.checksum(source())).toBe(untouched);

    await viewer.part('lesion-forge-difference').click();
    await viewer.part('lesion-forge-difference-legend').waitFor();
    const at0 = await viewer.screenOf(site);
    expect(await colourAt(viewer, at0)).toEqual(expect.objectContaining({ blue: true }));
    await picture('2-difference');
    await viewer.part('lesion-forge-difference').click();

    await viewer.part('lesion-forge-add').click();
    const second: Point = [site[0] + 34, site[1] + 6, site[2]];
    await viewer.dragSphere(second, 8);
    await preview.settled();
    expect(await viewer.part('lesion-forge-lesion-2').isVisible()).toBe(true);
    const two = await preview.checksum(source());
    expect(two).not.toBe(untouched);
    await picture('3-two');
    await viewer.part('lesion-forge-undo').click();
    await preview.settled();
    for (let steps = 0; (await viewer.part('lesion-forge-lesion-2').count()) > 0 && steps < 3; steps++) {
      await viewer.part('lesion-forge-undo').click();
      await preview.settled();
    }
    expect(await preview.checksum(source())).toBe(untouched);

    await viewer.part('lesion-forge-clear-all').click();
    expect(await preview.checksum(source())).toBe(original);
    expect(await banners()).toEqual([null]);
  });

  it('may compile its kernels in its worker', async () => {
    await viewer.dragSphere(site, 9);
    await preview.settled();
    const worker = viewer.page.workers().find(each => each.url().endsWith('/preview-worker.js'));
    expect(await worker?.evaluate('new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)) instanceof WebAssembly.Module')).toBe(true);
  });

  it('stores what it showed, to the HU, and then shows that instead', async () => {
    await viewer.dragSphere(site, 11);
    await viewer.part('lesion-forge-add').click();
    await viewer.dragSphere([site[0] + 34, site[1] + 6, site[2]], 7);
    await preview.settled();
    const points = [...cross(site), ...cross([site[0] + 33, site[1] + 6, site[2]])];
    const shown = await preview.huAt(source(), points);
    await viewer.part('lesion-forge-run-synthesize').click();
    const [stored] = await viewer.until((viewports) => viewports.every(({ banner, overlays }) => banner === STORED && overlays === 1), 90_000);
    const seriesUid = stored?.seriesUids[0] ?? '';
    expect(seriesUid).not.toBe(source());
    await viewer.page.waitForTimeout(4000);
    const written = await preview.huAt(seriesUid, points);
    const both = points.flatMap((_, n) => (shown[n] === undefined || written[n] === undefined ? [] : [Math.abs((shown[n] ?? 0) - (written[n] ?? 0))]));
    expect(both.length).toBeGreaterThan(100);
    expect(Math.max(...both)).toBeLessThanOrEqual(1);
    expect(await viewer.part('lesion-forge-lesions').count()).toBe(0);
    await picture('4-stored');
  });

  it('keeps the preview out of measurements and away from other modes', async () => {
    const points = cross(site);
    const acquired = points.map(acquiredHu);
    await viewer.dragSphere(site, 10);
    await preview.settled();
    expect(await banners()).toEqual([PREVIEW]);
    await viewer.measureFrom([site[0] - 20, site[1] - 20, site[2]]);
    await viewer.part('lesion-forge-preview-note').waitFor();
    expect(await banners()).toEqual([null]);
    const hidden = await preview.huAt(source(), points);
    expect(hidden).toEqual(hidden.map((hu, n) => hu && acquired[n]));
    expect(hidden.filter((hu) => hu !== undefined).length).toBeGreaterThan(40);
    await viewer.page.waitForTimeout(1500);
    await viewer.part('lesion-forge-toggle').click();
    await viewer.until((viewports) => viewports.every(({ banner }) => banner === PREVIEW));
    await viewer.part('Capture').click();
    await viewer.until((viewports) => viewports.every(({ banner }) => banner === null));
    await viewer.page.keyboard.press('Escape');
    await viewer.until((viewports) => viewports.every(({ banner }) => banner === PREVIEW));
    await viewer.part('return-to-work-list').click();
    await viewer.page.getByText(workplace.study.patientName).first().waitFor();
    const left = await preview.huAt(source(), points);
    expect(left).toEqual(left.map((hu, n) => hu && acquired[n]));
  });
}, 240_000);

/** Colour of the difference layer at a place on the screen. */
async function colourAt(viewer: ViewerPage, { x, y }: { x: number; y: number }): Promise<{ blue: boolean }> {
  return await viewer.page.evaluate<{ blue: boolean }>(`(() => {
    const canvas = document.querySelector('[data-cy="lesion-forge-difference-layer"] canvas');
    const box = canvas.getBoundingClientRect();
    const [r, , b, a] = canvas.getContext('2d').getImageData(${x} - box.x, ${y} - box.y, 1, 1).data;
    return { blue: a > 0 && b > r };
  })()`);
}
