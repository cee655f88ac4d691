import type { Locator, Page } from 'playwright-core';

type Point = readonly [number, number, number];

/** What a viewport shows, in patient terms. */
export interface ViewportState {
  readonly viewportId: string;
  readonly seriesUids: readonly string[];
  /** Segmentations laid over it. */
  readonly overlays: number;
  /** Focal point of the camera, LPS mm: for a slice view, a point of the slice shown. */
  readonly focalLps: Point;
  readonly normal: Point;
  readonly banner: string | null;
}

/** Runs in the page: the host keeps its services on `window`. Throws while it is still starting. */
const VIEWPORT_STATES = `(() => {
  const { viewportGridService, displaySetService, segmentationService, cornerstoneViewportService } = window.services;
  return [...viewportGridService.getState().viewports.values()].map(({ viewportId, displaySetInstanceUIDs }) => {
    const viewport = cornerstoneViewportService.getCornerstoneViewport(viewportId);
    if (viewport.getImageIds().length === 0) throw new Error('no images yet');
    const { focalPoint, viewPlaneNormal } = viewport.getCamera();
    const element = document.querySelector('.cornerstone-viewport-element[data-viewportid="' + viewportId + '"]');
    return {
      viewportId,
      seriesUids: displaySetInstanceUIDs.map((uid) => displaySetService.getDisplaySetByUID(uid).SeriesInstanceUID),
      overlays: segmentationService.getSegmentationRepresentations(viewportId).length,
      focalLps: [...focalPoint],
      normal: [...viewPlaneNormal],
      banner: element.parentElement.querySelector('[data-cy="lesion-forge-synthetic-banner"]')?.textContent ?? null,
    };
  });
})()`;

/** The viewer as a reader uses it: by what is on the screen and by positions in the patient. */
export class ViewerPage {
  readonly page: Page;
  readonly origin: string;

  constructor(page: Page, origin: string) {
    this.page = page;
    this.origin = origin;
  }

  /** An element by the name it carries for tests. */
  part(name: string): Locator {
    return this.page.locator(`[data-cy="${name}"]`);
  }

  /** Opens the study through the study list and our mode's button. */
  async openStudyFromList(patient: string): Promise<void> {
    await this.page.goto(this.origin);
    await this.page.getByText(patient).first().click();
    await this.page.getByText('Lesion Forge', { exact: true }).first().click();
    await this.ready();
  }

  async openStudy(studyUid: string): Promise<void> {
    await this.page.goto(`${this.origin}/tumor?StudyInstanceUIDs=${studyUid}`);
    await this.ready();
  }

  /** Every viewport has images, and the panel knows the series. */
  async ready(): Promise<void> {
    await this.until((viewports) => viewports.length > 0);
    await this.part('lesion-forge-panel').waitFor();
  }

  async viewports(): Promise<readonly ViewportState[]> {
    return await this.page.evaluate<ViewportState[]>(VIEWPORT_STATES);
  }

  /** Waits until the viewports are as described; says how they were if that never comes. */
  async until(condition: (viewports: readonly ViewportState[]) => boolean, timeoutMs = 30_000): Promise<readonly ViewportState[]> {
    const end = Date.now() + timeoutMs;
    let last: unknown = 'nothing yet';
    while (Date.now() < end) {
      try {
        const viewports = await this.viewports();
        if (condition(viewports)) return viewports;
        last = viewports;
      } catch (error) {
        last = error;
      }
      await this.page.waitForTimeout(100);
    }
    throw new Error(`The viewports did not come to the wanted state: ${last instanceof Error ? last.message : JSON.stringify(last)}`);
  }

  /** Scrolls the active viewport to the slice through the point, as the reader would with the wheel. */
  async scrollTo(pointLps: Point): Promise<void> {
    await this.page.evaluate(`(() => {
      const { viewportGridService, cornerstoneViewportService } = window.services;
      cornerstoneViewportService.getCornerstoneViewport(viewportGridService.getActiveViewportId()).jumpToWorld(${JSON.stringify(pointLps)});
    })()`);
    await this.page.waitForTimeout(300);
  }

  /** Where the point lies on the screen, in the active viewport. */
  async screenOf(pointLps: Point): Promise<{ x: number; y: number }> {
    return await this.page.evaluate<{ x: number; y: number }>(`(() => {
      const { viewportGridService, cornerstoneViewportService } = window.services;
      const id = viewportGridService.getActiveViewportId();
      const viewport = cornerstoneViewportService.getCornerstoneViewport(id);
      const box = viewport.element.getBoundingClientRect();
      const [x, y] = viewport.worldToCanvas(${JSON.stringify(pointLps)});
      return { x: box.x + x, y: box.y + y };
    })()`);
  }

  /** Draws a line with the host's length tool, 15 mm from the point. */
  async measureFrom(pointLps: Point): Promise<void> {
    await this.page.evaluate(`(() => {
      window.cornerstoneTools.ToolGroupManager.getToolGroup('default').addTool('Length');
      window.commandsManager.runCommand('setToolActiveToolbar', { toolName: 'Length', toolGroupIds: ['default'] });
    })()`);
    await this.#drag(pointLps, 15);
  }

  /** Presses at the centre and drags in plane to the radius, with the sphere tool. */
  async dragSphere(centreLps: Point, radiusMm: number): Promise<void> {
    await this.part('LesionForgeSphere').click();
    await this.scrollTo(centreLps);
    await this.#drag(centreLps, radiusMm);
  }

  async #drag(centreLps: Point, radiusMm: number): Promise<void> {
    const from = await this.screenOf(centreLps);
    const to = await this.screenOf([centreLps[0] + radiusMm, centreLps[1], centreLps[2]]);
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    for (let step = 1; step <= 8; step++) await this.page.mouse.move(from.x + ((to.x - from.x) * step) / 8, from.y + ((to.y - from.y) * step) / 8);
    await this.page.mouse.up();
  }
}

/** Distance of a point from the slice a viewport shows, mm. */
export function distanceFromSlice({ focalLps, normal }: Pick<ViewportState, 'focalLps' | 'normal'>, point: Point): number {
  return Math.abs(normal.reduce((sum, value, axis) => sum + value * ((point[axis] ?? 0) - (focalLps[axis] ?? 0)), 0));
}
