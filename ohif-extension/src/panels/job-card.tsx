import type { Finding, Job } from '@lesion-forge/openapi';
import { useEffect, useRef, useState } from 'react';
import type { App } from '../app.ts';
import { isFinal } from '../client/follow-job.ts';
import { percent, seedOf, stageLabel } from '../jobs/describe-job.ts';
import { formatHu, formatMl } from '../results/format-finding.ts';
import { lesionsOf } from '../results/lesions-of.ts';
import { showSource } from '../results/show-result.ts';
import { showFinding } from '../results/show-finding.ts';
import { FindingsList } from './findings-list.tsx';
import { ProblemNote, Warnings } from './parts.tsx';

/** Where a job stands: its progress, its result, or why it failed. Comes into view when that changes. */
export function JobCard({ app, job }: { app: App; job: Job }) {
  const element = useRef<HTMLDivElement>(null);
  const before = useRef(isFinal(job) ? job.state : undefined);
  useEffect(() => {
    if (before.current !== job.state) element.current?.scrollIntoView({ block: 'nearest' });
    before.current = job.state;
  }, [job.state]);
  return (
    <div ref={element}>
      <State app={app} job={job} />
    </div>
  );
}

function State({ app, job }: { app: App; job: Job }) {
  if (job.state === 'queued' || job.state === 'running') return <Running app={app} job={job} />;
  if (job.state === 'failed') return <ProblemNote problem={job.problem} />;
  if (job.state === 'cancelled') return <p className="lf-muted lf-result" role="status" data-cy="lesion-forge-cancelled">Cancelled. Nothing was stored.</p>;
  return <Result app={app} job={job} />;
}

function Running({ app, job }: { app: App; job: Extract<Job, { state: 'queued' | 'running' }> }) {
  const running = job.state === 'running' ? job : undefined;
  const cancelling = running?.cancelling === true;
  const stage = cancelling ? 'Cancelling' : stageLabel(running?.progress.stage ?? 'queued');
  const done = running ? percent(running.progress) : 0;
  return (
    <div className="lf-progress" data-cy="lesion-forge-progress">
      <div className="lf-row lf-spread">
        <span role="status" data-cy="lesion-forge-stage">{stage}</span>
        <span className="lf-muted">{done} %</span>
      </div>
      <progress max={100} value={done} aria-label="Progress" />
      <button type="button" disabled={cancelling} data-cy="lesion-forge-cancel" onClick={() => void app.jobs.cancel(job.id)}>
        Cancel
      </button>
    </div>
  );
}

function Result({ app, job }: { app: App; job: Extract<Job, { state: 'succeeded' }> }) {
  const [current, setCurrent] = useState<number>();
  const { result } = job;
  const findings = lesionsOf(result);
  const select = (finding: Finding): void => {
    setCurrent(finding.index);
    showFinding(app, finding);
  };
  return (
    <div className="lf-result" data-cy="lesion-forge-result">
      <div className="lf-row lf-spread">
        <span className="lf-strong" role="status">{headline(job, findings.length)}</span>
        <span style={{ whiteSpace: 'nowrap' }}>
          {result.task === 'synthesize' && (
            <button type="button" className="lf-link" data-cy="lesion-forge-source" onClick={() => void showSource(app.host, job)}>
              Source
            </button>
          )}{' '}
          <button type="button" className="lf-link" data-cy="lesion-forge-show" onClick={() => void app.jobs.show(job)}>
            Show
          </button>
        </span>
      </div>
      <Summary app={app} job={job} />
      <Warnings warnings={result.warnings} />
      <FindingsList findings={findings} current={current} onSelect={select} />
    </div>
  );
}

function headline(job: Extract<Job, { state: 'succeeded' }>, count: number): string {
  if (job.result.task === 'synthesize') return 'Synthetic series stored';
  return count === 0 ? 'Segmentation stored' : `${count} ${count === 1 ? 'lesion' : 'lesions'} found`;
}

function Summary({ app, job }: { app: App; job: Extract<Job, { state: 'succeeded' }> }) {
  const { result } = job;
  if (result.task === 'segment') {
    return result.organs.map((organ) => (
      <p key={organ.name} className="lf-muted">
        {organ.label} {formatMl(organ.volumeMl)}, mean {formatHu(organ.meanHu)}
      </p>
    ));
  }
  const seed = seedOf(job);
  if (seed === undefined) return null;
  return (
    <p className="lf-muted" data-cy="lesion-forge-seed">
      Seed {seed}{' '}
      <button type="button" className="lf-link" onClick={() => app.draft.update((draft) => ({ ...draft, seedText: String(seed) }))}>
        use again
      </button>
    </p>
  );
}
