import type { Organ } from '@lesion-forge/openapi';
import type { App } from '../app.ts';
import { radiusRange } from '../form/synthesize-request.ts';
import { radiusOf } from '../state/draft.ts';
import { useStore } from '../state/use-store.ts';
import { Field } from './parts.tsx';

interface Props {
  readonly app: App;
  readonly organ: Organ | undefined;
  readonly error: string | undefined;
}

/** Typed, slid, or dragged in the viewport: one value. */
export function RadiusField({ app, organ, error }: Props) {
  const draft = useStore(app.draft);
  const set = (radiusText: string): void => app.draft.update((now) => ({ ...now, radiusText }));
  const [low, high] = radiusRange(organ, draft.kind);
  return (
    <Field label="Radius" unit="mm" error={error}>
      {(ids) => (
        <>
          <input {...ids} type="text" inputMode="decimal" data-cy="lesion-forge-radius" value={draft.radiusText} onChange={(event) => set(event.target.value)} />
          <input
            type="range"
            aria-label="Radius in mm"
            min={low}
            max={high}
            step={0.5}
            value={Math.min(Math.max(radiusOf(draft) ?? low, low), high)}
            onChange={(event) => set(event.target.value)}
          />
        </>
      )}
    </Field>
  );
}
