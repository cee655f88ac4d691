import { openBrowser } from '../../e2e/browser.ts';
import { viewerReady } from '../../e2e/ready.ts';
import { ViewerPage } from '../../e2e/viewer-page.ts';
import { hasOrthanc, startOrthanc } from '../../archive/orthanc.ts';
import { testGateway } from '../../support/gateway.ts';
import { PATHS } from '../../../gateway/src/wiring/paths.ts';
import type { Benchmark } from '../benchmark.ts';
import { largeSeries } from '../large-series.ts';

/** From the press of the button to the overlay on the images, in a real browser. */
export const pressSegment: Benchmark = {
  name: 'press Segment',
  async run() {
    if (!hasOrthanc() || !viewerReady()) return undefined;
    const { files, studyUid, seriesUid } = largeSeries();
    const orthanc = await startOrthanc();
    await orthanc.upload(files);
    const gateway = await testGateway({ archives: [{ name: 'bench', url: orthanc.url, server: 'orthanc', allowSynthetic: true }], viewerDir: PATHS.viewer, ownProcess: true, built: true });
    const browser = await openBrowser({ origin: gateway.url, expected: () => false });
    try {
      const viewer = new ViewerPage(browser.page, gateway.url);
      await viewer.openStudy(studyUid);
      await viewer.part('LesionForgeSegment').click();
      const start = performance.now();
      await viewer.until(viewports => viewports.some(({ overlays, seriesUids }) => overlays > 0 && seriesUids.includes(seriesUid)), 180_000);
      return [{ what: 'press Segment to overlay shown, 300 x 512 x 512', value: (performance.now() - start) / 1000, unit: 's', target: 30 }];
    } finally {
      await browser.close();
      await gateway.stop();
      await orthanc.stop();
    }
  },
};
