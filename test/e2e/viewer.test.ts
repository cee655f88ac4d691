import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, SegmentResult } from '@lesion-forge/openapi';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser, type BrowserSession } from './browser.ts';
import { healthySite } from './healthy-site.ts';
import { modelReady, viewerReady } from './ready.ts';
import { distanceFromSlice, ViewerPage, type ViewportState } from './viewer-page.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

/** Pictures of each step, to be looked at. */
const PICTURES = join(import.meta.dirname, '../../test-results/viewer');
const BANNER = 'SYNTHETIC - NOT ACQUIRED';

describe.skipIf(!viewerReady())('the viewer on a real gateway and archive', () => {
  let workplace: Workplace;
  let browser: BrowserSession;
  let viewer: ViewerPage;
  let refusalsExpected = false;

  const picture = (name: string) => viewer.page.screenshot({ path: join(PICTURES, `${name}.png`) });

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    workplace = await openWorkplace();
  });
  afterAll(async () => workplace?.stop());

  beforeEach(async () => {
    refusalsExpected = false;
    const expected = (_url: URL, status: number) => refusalsExpected && status === 422;
    browser = await openBrowser({ origin: workplace.origin, expected });
    viewer = new ViewerPage(browser.page, workplace.origin);
  });
  afterEach(async () => {
    const faults = await browser.faults();
    await browser.close();
    expect(faults).toEqual([]);
  });

  it('opens a study from the list in our mode, with tools, panel and the research notice', async () => {
    await viewer.openStudyFromList(workplace.study.patientName);
    const [viewport] = await viewer.viewports();
    expect(viewport).toMatchObject({ seriesUids: [workplace.study.seriesUid], overlays: 0, banner: null });
    expect(await viewer.part('lesion-forge-panel').innerText()).toContain('Research use only - not a medical device');
    expect(await viewer.part('LesionForgeSegment').isEnabled()).toBe(true);
    expect(await viewer.part('LesionForgeSphere').isEnabled()).toBe(true);
    await viewer.part('lesion-forge-parameters').locator('summary').click();
    expect(await viewer.part('lesion-forge-parameter-contrastHu').isVisible()).toBe(true);
    await picture('1-opened');
  });

  it('synthesizes where the reader drags: a marked series with its segmentation, without a reload', async () => {
    const { study, orthanc } = workplace;
    const healthy = healthySite(workplace);
    await viewer.openStudy(study.studyUid);
    await viewer.dragSphere(healthy, 12);
    expect(Number(await viewer.part('lesion-forge-radius').inputValue())).toBeCloseTo(12, 0);
    await picture('2-site');

    await viewer.part('lesion-forge-seed-input').fill('7');
    await viewer.part('lesion-forge-run-synthesize').click();
    await viewer.part('lesion-forge-progress').waitFor();
    const done = ({ banner, overlays, ...view }: ViewportState): boolean => banner === BANNER && overlays === 1 && distanceFromSlice(view, healthy) < 4;
    const [shown] = await viewer.until((viewports) => viewports.every(done), 90_000);
    expect(shown?.seriesUids).not.toContain(study.seriesUid);
    await viewer.part('lesion-forge-finding-1').waitFor();
    expect(await viewer.part('lesion-forge-seed').innerText()).toContain('Seed 7');
    await viewer.page.waitForTimeout(1500);
    await picture('3-synthetic');

    await viewer.part('lesion-forge-synthetic-banner').evaluate('(banner) => banner.remove()');
    await viewer.until((viewports) => viewports.every(({ banner }) => banner === BANNER));

    const stored = (await (await orthanc.rest(`/tools/find`, findSeries(shown?.seriesUids[0] ?? ''))).json()) as string[];
    expect(stored).toHaveLength(study.phantom.ct.geometry.dimensions[2]);

    await layout(viewer, 'MPR');
    const three = await viewer.until((viewports) => viewports.length === 3 && viewports.every(({ banner }) => banner === BANNER), 60_000);
    expect(new Set(three.map(({ normal }) => normal.map((value) => Math.abs(Math.round(value))).join()))).toHaveProperty('size', 3);
    await viewer.part('lesion-forge-finding-1').click();
    await viewer.until((viewports) => viewports.every((viewport) => distanceFromSlice(viewport, healthy) < 4));
    await picture('4-mpr');

    await viewer.openStudy(study.studyUid);
    await viewer.part('lesion-forge-job').first().waitFor();
    expect(await viewer.part('lesion-forge-finding-1').isVisible()).toBe(true);
    await viewer.part('lesion-forge-show').click();
    await viewer.until((viewports) => viewports.some(({ banner, overlays }) => banner === BANNER && overlays === 1));
  });

  it('shows the gateway\'s own words where a site cannot be used, and takes a better one', async () => {
    refusalsExpected = true;
    await viewer.openStudy(workplace.study.studyUid);
    const [x, y, z] = healthySite(workplace);
    await viewer.dragSphere([-x, y, z], 10);
    await viewer.part('lesion-forge-run-synthesize').click();
    const problem = viewer.part('lesion-forge-problem').last();
    await problem.waitFor({ timeout: 60_000 });
    expect(await problem.innerText()).toContain('placement/');
    expect((await problem.innerText()).length).toBeGreaterThan(40);
    await picture('5-refused');
    await viewer.part('lesion-forge-clear-site').click();
    expect(await viewer.part('lesion-forge-site').innerText()).toContain('Not marked');
  });

  it('cancels a running job', async () => {
    await viewer.openStudy(workplace.study.studyUid);
    await viewer.part('lesion-forge-run-synthesize').click();
    await viewer.part('lesion-forge-cancel').click();
    await viewer.part('lesion-forge-cancelled').waitFor();
    expect((await viewer.viewports()).map(({ banner }) => banner)).toEqual([null]);
    expect(await viewer.part('lesion-forge-run-synthesize').isEnabled()).toBe(true);
  });

  it.skipIf(!modelReady())('segments: overlay on the images, findings in the panel, a jump to each', async () => {
    await viewer.openStudy(workplace.study.studyUid);
    await viewer.part('LesionForgeSegment').click();
    await viewer.part('lesion-forge-progress').waitFor();
    await viewer.until((viewports) => viewports.some(({ overlays }) => overlays === 1), 170_000);
    const section = viewer.page.getByRole('region', { name: 'Segment' });
    await section.locator('[data-cy="lesion-forge-findings"]').waitFor();
    const findings = await foundIn(workplace);
    expect(findings.length).toBeGreaterThan(0);
    for (const { index, sliceCentreLps } of findings.slice(0, 4)) {
      await section.locator(`[data-cy="lesion-forge-finding-${index}"]`).click();
      await viewer.until((viewports) => viewports.every((viewport) => distanceFromSlice(viewport, sliceCentreLps) < 2));
    }
    await section.locator('[data-cy="lesion-forge-finding-1"]').click();
    expect((await viewer.viewports()).map(({ banner }) => banner)).toEqual([null]);
    await viewer.page.waitForTimeout(1000);
    await picture('6-segmented');
  }, 240_000);
}, 240_000);

/** What the gateway reports of the study's segmentation. */
async function foundIn({ origin, study }: Workplace): Promise<SegmentResult['findings']> {
  const { jobs } = (await (await fetch(`${origin}/api/jobs?studyUid=${study.studyUid}&state=succeeded`)).json()) as { jobs: Job[] };
  const results = jobs.flatMap((job) => (job.state === 'succeeded' && job.result.task === 'segment' ? [job.result] : []));
  return (results[0] ?? never()).findings;
}

const findSeries = (seriesUid: string): RequestInit => ({ method: 'POST', body: JSON.stringify({ Level: 'Instance', Query: { SeriesInstanceUID: seriesUid } }) });

async function layout(viewer: ViewerPage, name: string): Promise<void> {
  await viewer.part('Layout').click();
  await viewer.page.getByText(name, { exact: true }).first().click();
}

function never(): never {
  throw new Error('nothing is shown');
}
