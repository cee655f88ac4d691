import type { Finding } from '@lesion-forge/openapi';
import type { App } from '../app.ts';
import { jumpTo } from './jump-to.ts';

/** Moves every viewport of this frame of reference to the lesion and rings it. */
export function showFinding(app: App, finding: Pick<Finding, 'sliceCentreLps' | 'equivalentRadiusMm'>): void {
  const frameOfReferenceUid = app.target.get().target?.frameOfReferenceUid;
  const frame = frameOfReferenceUid === undefined ? {} : { frameOfReferenceUid };
  jumpTo(app.host, finding.sliceCentreLps, frameOfReferenceUid);
  app.site.update((state) => ({ ...state, highlight: { centreLps: finding.sliceCentreLps, radiusMm: finding.equivalentRadiusMm, ...frame } }));
}
