import { watchBanners } from './banner/viewport-banners.ts';
import { createCatalogue, type Catalogue } from './client/catalogue.ts';
import { createGatewayClient, type GatewayClient } from './client/gateway-client.ts';
import { createPreviews, type Previews } from './client/previews.ts';
import { createTarget, watchTarget, type TargetStore } from './host/watch-target.ts';
import { createJobDesk, type JobDesk } from './jobs/job-desk.ts';
import { archiveName } from './jobs/archive-name.ts';
import type { Host } from './ohif.d.ts';
import { LivePreview } from './preview/live-preview.ts';
import { showResult } from './results/show-result.ts';
import { createDraft, type DraftStore } from './state/draft.ts';
import { createSite, type SiteStore } from './state/site.ts';
import { guardPreview } from './preview/guard-preview.ts';
import { watchDifference } from './preview/difference-overlay.ts';
import { watchPreviewKeys } from './preview/preview-keys.ts';
import { redrawOn } from './tools/redraw-on.ts';

/** Everything that lives longer than a panel: one per page. */
export interface App {
  readonly host: Host;
  readonly client: GatewayClient;
  readonly catalogue: Catalogue;
  readonly previews: Previews;
  readonly jobs: JobDesk;
  readonly draft: DraftStore;
  readonly site: SiteStore;
  readonly preview: LivePreview;
  readonly target: TargetStore;
  /** A mode with viewports opens. */
  enter(): void;
  exit(): void;
}

const apps = new WeakMap<Host['servicesManager'], App>();

/** The app of this page; every module getter asks for it, the first makes it. */
export function appOf(host: Host): App {
  const known = apps.get(host.servicesManager);
  if (known) return known;
  const app = createApp(host);
  apps.set(host.servicesManager, app);
  return app;
}

function createApp(host: Host): App {
  const { services } = host.servicesManager;
  const client = createGatewayClient({ headers: () => services.userAuthenticationService.getAuthorizationHeader() });
  const site = createSite();
  const shared = { host, client, site, catalogue: createCatalogue(client), previews: createPreviews(client), draft: createDraft(), target: createTarget() };
  const preview = new LivePreview(shared);
  const parts = { ...shared, preview, jobs: createJobDesk({ client, showResult: (job) => showResult({ host, preview }, job) }) };
  let stops: readonly (() => void)[] = [];
  const exit = (): void => {
    for (const stop of stops) stop();
    stops = [];
    parts.jobs.close();
    site.set({});
  };
  const app: App = {
    ...parts,
    enter: () => {
      exit();
      stops = [followTarget(app), watchTarget(services, parts.target), watchBanners(services, preview.store), preview.enter(), guardPreview(app), watchPreviewKeys(preview), watchDifference(app), redrawOn(host, [site, parts.draft, preview.desk.scene])];
    },
    exit,
  };
  return app;
}

/** Each series that comes into the active viewport is judged by the gateway, and its study's jobs are listed. */
function followTarget(app: App): () => void {
  const follow = async (): Promise<void> => {
    const { target } = app.target.get();
    if (!target) return;
    void app.jobs.openStudy(target.studyUid);
    await app.catalogue.load();
    const archive = archiveName(app);
    if (archive !== undefined) await app.previews.request({ archive, studyUid: target.studyUid, seriesUid: target.seriesUid });
    refreshToolbar(app);
  };
  const unsubscribe = app.target.subscribe(() => void follow());
  void app.catalogue.load();
  return unsubscribe;
}

function refreshToolbar(app: App): void {
  const viewportId = app.target.get().target?.viewportId;
  if (viewportId !== undefined) app.host.servicesManager.services.toolbarService.refreshToolbarState({ viewportId });
}
