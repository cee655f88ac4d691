import type { App } from '../app.ts';
import { stageLabel } from '../jobs/describe-job.ts';
import type { PreviewState, SurveyState } from '../preview/preview-state.ts';
import { formatHu, formatMl } from '../results/format-finding.ts';
import { useStore } from '../state/use-store.ts';
import { LesionList } from './lesion-list.tsx';
import { ProblemNote, Warnings } from './parts.tsx';

/** The live preview: on or off, what the gateway found of the organ, what is shown, and the lesions placed so far. */
export function PreviewSection({ app }: { app: App }) {
  const state = useStore(app.preview.store);
  const { lesions } = useStore(app.preview.desk.scene);
  return (
    <div className="lf-field" data-cy="lesion-forge-preview" {...measures(state)}>
      <label className="lf-row">
        <input type="checkbox" data-cy="lesion-forge-preview-on" checked={state.on} onChange={(event) => app.preview.setOn(event.target.checked)} />
        <span>Live preview</span>
      </label>
      {state.on && lesions.length === 0 && <p className="lf-hint">Mark a site in the image: the tumor appears there while you drag.</p>}
      {state.on && lesions.length > 0 && <Survey app={app} survey={state.survey} />}
      {state.on && state.survey.status === 'ready' && lesions.length > 0 && <Controls app={app} state={state} />}
      {lesions.length > 0 && <LesionList app={app} />}
    </div>
  );
}

/** For whoever measures: how long the last lesion took. */
const measures = ({ lastMs, backend, survey }: PreviewState) => ({
  'data-survey': survey.status,
  ...(backend === undefined ? {} : { 'data-backend': backend }),
  ...(lastMs ? { 'data-compute-ms': lastMs.compute.toFixed(1), 'data-whole-ms': lastMs.whole.toFixed(1) } : {}),
});

function Survey({ app, survey }: { app: App; survey: SurveyState }) {
  if (survey.status === 'failed') {
    return (
      <>
        <ProblemNote problem={survey.failure} />
        <button type="button" style={{ marginTop: 6 }} data-cy="lesion-forge-preview-retry" onClick={() => app.preview.retry()}>
          Try the preview again
        </button>
      </>
    );
  }
  if (survey.status === 'ready') {
    const { organ, statistics, warnings } = survey.result;
    const label = organ.charAt(0).toUpperCase() + organ.slice(1);
    return (
      <>
        <p className="lf-hint" data-cy="lesion-forge-survey">
          {label} {formatMl(statistics.volumeMl)}, {formatHu(statistics.meanHu)} {'\u00B1'} {Math.round(statistics.sdHu)}; outline from {maskSource(survey.result.maskSource)}
        </p>
        <Warnings warnings={warnings} />
      </>
    );
  }
  const { stage, fraction } = survey.status === 'running' ? survey : { stage: 'queued', fraction: 0 };
  return (
    <div className="lf-progress" data-cy="lesion-forge-survey-progress">
      <div className="lf-row lf-spread">
        <span role="status">{stage === 'open' ? 'Loading the images around the organ' : stageLabel(stage)} ...</span>
        <span className="lf-muted">{Math.round(100 * fraction)} %</span>
      </div>
      <progress max={1} value={fraction} aria-label="Survey of the organ" />
      <p className="lf-hint">The sphere and the entries can be changed meanwhile.</p>
    </div>
  );
}

const maskSource = ({ model }: Readonly<Record<string, unknown>>): string => (typeof model === 'string' ? `model ${model}` : 'a segmentation of the study');

function Controls({ app, state }: { app: App; state: PreviewState }) {
  const { preview } = app;
  const history = useStore(preview.desk.history);
  const original = state.shown === 'original';
  return (
    <>
      <div className="lf-row lf-tools" role="group" aria-label="Preview">
        <button type="button" data-cy="lesion-forge-toggle" aria-pressed={original} title="Show the images as acquired (P)" onClick={() => preview.setShown(original ? 'synthetic' : 'original')}>
          Original
        </button>
        <button type="button" data-cy="lesion-forge-difference" aria-pressed={state.difference} title="Colour what the tumors change (D)" onClick={() => preview.setDifference(!state.difference)}>
          Difference
        </button>
        <button type="button" data-cy="lesion-forge-undo" disabled={history.past.length === 0} title="Undo (Ctrl+Z in this panel)" aria-label="Undo" onClick={() => preview.desk.undo()}>
          {'\u21B6'}
        </button>
        <button type="button" data-cy="lesion-forge-redo" disabled={history.future.length === 0} title="Redo (Ctrl+Y in this panel)" aria-label="Redo" onClick={() => preview.desk.redo()}>
          {'\u21B7'}
        </button>
      </div>
      {state.note !== undefined && <p className="lf-hint" role="status" data-cy="lesion-forge-preview-note">{state.note} Press Original once more to see it again.</p>}
      <Active app={app} state={state} />
    </>
  );
}

/** What is to be said of the lesion being edited. */
function Active({ app, state: { room, lesions } }: { app: App; state: PreviewState }) {
  const { activeId } = useStore(app.preview.desk.scene);
  const outcome = activeId === undefined ? undefined : lesions.get(activeId);
  if (outcome?.failure) return <ProblemNote problem={outcome.failure} />;
  return (
    <>
      {activeId !== undefined && room && room.largestMm > 0 && (
        <p className="lf-hint" data-cy="lesion-forge-room">
          Room here: radius up to {room.largestMm.toFixed(1)} mm, {room.clearMm >= 1 ? `clear of vessels and border up to ${room.clearMm.toFixed(1)} mm` : 'beside a vessel or the border'}
        </p>
      )}
      <Warnings warnings={outcome?.warnings ?? []} />
    </>
  );
}
