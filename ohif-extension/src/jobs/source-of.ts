import type { Source } from '@lesion-forge/openapi';
import type { App } from '../app.ts';

/** The active viewport's series as the gateway addresses it, or undefined where it cannot be used. */
export function sourceOf(app: App): Source | undefined {
  const { target } = app.target.get();
  if (!target) return undefined;
  const archive = archiveName(app);
  const { acquisition } = app.draft.get();
  const state = app.previews.store.get().get(target.seriesUid);
  const phases = state !== undefined && state !== 'loading' && 'preview' in state ? state.preview.phases : undefined;
  const phase = phases?.find((one) => one.name === acquisition)?.name;
  return {
    ...(archive === undefined ? {} : { archive }),
    studyUid: target.studyUid,
    seriesUid: target.seriesUid,
    ...(phase === undefined ? {} : { phase }),
  };
}

/** The archive behind the data source in use: they bear the same name; else the gateway's default. */
export function archiveName(app: Pick<App, 'catalogue'> & { readonly host: Pick<App['host'], 'extensionManager'> }): string | undefined {
  const state = app.catalogue.store.get();
  if (state.status !== 'ready') return undefined;
  const inUse = app.host.extensionManager.getActiveDataSource()[0]?.getConfig().name;
  const { archives } = state.offer;
  return (archives.find((archive) => archive.name === inUse) ?? archives.find((archive) => archive.isDefault) ?? archives[0])?.name;
}
