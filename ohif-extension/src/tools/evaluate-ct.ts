import type { App } from '../app.ts';
import type { Evaluation, ToolbarEntry } from '../ohif.d.ts';

export const EVALUATE_CT = 'evaluate.lesionForge.ct';

/** Greys a button out, with the reason, where the active viewport holds nothing to work on. */
export function evaluateCt(app: App): ToolbarEntry {
  return { name: EVALUATE_CT, evaluate: (): Evaluation => verdict(app) };
}

function verdict(app: App): Evaluation {
  const { target, reason } = app.target.get();
  if (!target) return { disabled: true, disabledText: reason };
  const state = app.previews.store.get().get(target.seriesUid);
  if (state === undefined || state === 'loading' || 'failure' in state || state.preview.eligible) return { disabled: false };
  return { disabled: true, disabledText: state.preview.refusal?.detail ?? 'The gateway cannot use this series.' };
}
