import type { Problem } from '@lesion-forge/openapi';
import type { App } from '../app.ts';
import { archiveName } from '../jobs/archive-name.ts';
import { useStore } from '../state/use-store.ts';
import { Card, ProblemNote, SelectField, Warnings } from './parts.tsx';

/** Which series a job would take, from where, and what the gateway thinks of it. */
export function SeriesCard({ app }: { app: App }) {
  const { target, reason } = useStore(app.target);
  useStore(app.catalogue.store);
  if (!target) {
    return (
      <Card name="series">
        <p className="lf-muted" data-cy="lesion-forge-reason">{reason}</p>
      </Card>
    );
  }
  const archive = archiveName(app);
  return (
    <Card name="series">
      <div className="lf-row lf-spread">
        <span className="lf-strong">{target.description}</span>
        {target.synthetic && <span className="lf-chip">SYNTHETIC</span>}
      </div>
      <p className="lf-muted">
        CT, {target.imageCount} images{archive === undefined ? '' : ` in archive ${archive}`}
      </p>
      <Verdict app={app} seriesUid={target.seriesUid} />
    </Card>
  );
}

/** That a synthetic series is no source is how it should be; any other refusal is a problem. */
function Refusal({ refusal, expected }: { refusal: Problem; expected: boolean }) {
  return expected ? <Warnings warnings={[{ code: refusal.code, message: refusal.detail }]} /> : <ProblemNote problem={refusal} />;
}

function Verdict({ app, seriesUid }: { app: App; seriesUid: string }) {
  const state = useStore(app.previews.store).get(seriesUid);
  const { acquisition } = useStore(app.draft);
  if (state === undefined || state === 'loading') return <p className="lf-muted">Checking the series ...</p>;
  if ('failure' in state) return <ProblemNote problem={state.failure} />;
  const { preview } = state;
  const options = (preview.phases ?? []).map((phase) => ({ value: phase.name, label: `${phase.name} (${phase.instanceCount} images)` }));
  return (
    <>
      {preview.refusal && <Refusal refusal={preview.refusal} expected={preview.synthetic} />}
      <Warnings warnings={preview.warnings} />
      {options.length > 1 && (
        <SelectField
          label="Acquisition"
          name="acquisition"
          value={acquisition ?? ''}
          options={[{ value: '', label: 'Choose one' }, ...options]}
          onChange={(value) => app.draft.update((draft) => ({ ...draft, acquisition: value }))}
        />
      )}
    </>
  );
}
