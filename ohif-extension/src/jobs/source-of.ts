import type { Source } from '@lesion-forge/openapi';
import type { App } from '../app.ts';
import { archiveName } from './archive-name.ts';

/** The active viewport's series as the gateway addresses it, or undefined where it cannot be used. */
export function sourceOf(app: Pick<App, 'target' | 'draft' | 'previews' | 'catalogue' | 'host'>): Source | undefined {
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
