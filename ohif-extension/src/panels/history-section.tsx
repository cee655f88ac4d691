import type { Job } from '@lesion-forge/openapi';
import type { App } from '../app.ts';
import { describeJob, STATE_LABELS } from '../jobs/describe-job.ts';
import { useStore } from '../state/use-store.ts';
import { Card } from './parts.tsx';

/** Every job of this study, so that results are found again after a reload. */
export function HistorySection({ app }: { app: App }) {
  const { jobs } = useStore(app.jobs.store);
  if (jobs.length === 0) return null;
  return (
    <Card title="Jobs of this study" name="history">
      <ol>
        {jobs.map((job) => (
          <li key={job.id} className="lf-row lf-spread" data-cy="lesion-forge-job">
            <span>
              {describeJob(job)}
              <span className="lf-muted"> {timeOf(job)}, {STATE_LABELS[job.state]}</span>
            </span>
            {job.state === 'succeeded' && (
              <button type="button" className="lf-link" aria-label={`Show ${describeJob(job)}`} onClick={() => void app.jobs.show(job)}>
                Show
              </button>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}

const timeOf = (job: Job): string => new Date(job.createdAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
