import type { App } from '../app.ts';
import { unusable } from '../jobs/why-not.ts';
import type { ToolbarEntry } from '../ohif.d.ts';

export const EVALUATE_CT = 'evaluate.lesionForge.ct';

/** Greys a button out, with the reason, where the active viewport holds nothing to work on. */
export const evaluateCt = (app: App): ToolbarEntry => ({
  name: EVALUATE_CT,
  evaluate: () => {
    const reason = unusable(app);
    return reason === undefined ? { disabled: false } : { disabled: true, disabledText: reason };
  },
});
