import type { App } from '../app.ts';
import { choose } from '../client/catalogue.ts';
import { sectionJob } from '../jobs/section-job.ts';
import { segmenters } from '../jobs/segmenters.ts';
import { startSegment } from '../jobs/start-segment.ts';
import { whyNot } from '../jobs/why-not.ts';
import { useStore } from '../state/use-store.ts';
import { JobCard } from './job-card.tsx';
import { Card, ProblemNote, SelectField } from './parts.tsx';

export function SegmentSection({ app }: { app: App }) {
  const state = useStore(app.jobs.store);
  const { target } = useStore(app.target);
  useStore(app.previews.store);
  useStore(app.catalogue.store);
  const job = sectionJob(state, 'segment', target?.seriesUid);
  const failure = state.failures.segment;
  const reason = whyNot(app, 'segment');
  return (
    <Card title="Segment" name="segment">
      <ModelChoice app={app} />
      <button type="button" className="lf-primary" data-cy="lesion-forge-run-segment" disabled={reason !== undefined} title={reason} onClick={() => void startSegment(app)}>
        Segment
      </button>
      {reason !== undefined && <p className="lf-hint">{reason}</p>}
      {failure && <ProblemNote problem={failure} />}
      {job && <JobCard key={job.id} app={app} job={job} />}
    </Card>
  );
}

function ModelChoice({ app }: { app: App }) {
  const state = useStore(app.catalogue.store);
  const draft = useStore(app.draft);
  if (state.status !== 'ready') return null;
  const models = segmenters(state.offer.models);
  const model = choose(models, draft.model);
  if (!model) return null;
  const options = models.map((one) => ({ value: one.name, label: `${one.title} ${one.version}` }));
  return <SelectField label="Model" name="model" value={model.name} options={options} hint={model.description} onChange={(name) => app.draft.update((now) => ({ ...now, model: name }))} />;
}
