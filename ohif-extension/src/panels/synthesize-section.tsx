import type { App } from '../app.ts';
import { choose } from '../client/catalogue.ts';
import { LESIONS, RADIUS, SEED } from '../form/synthesize-request.ts';
import { sectionJob } from '../jobs/section-job.ts';
import { readRequest, startSynthesize } from '../jobs/start-synthesize.ts';
import { whyNot } from '../jobs/why-not.ts';
import type { ContrastPhase } from '../state/draft.ts';
import { useStore } from '../state/use-store.ts';
import { GeneratorForm } from './generator-form.tsx';
import { JobCard } from './job-card.tsx';
import { Card, Field, ProblemNote, SelectField } from './parts.tsx';
import { PreviewSection } from './preview-section.tsx';
import { RadiusField } from './radius-field.tsx';
import { SiteReadout } from './site-readout.tsx';

const PHASES: readonly { readonly value: string; readonly label: string }[] = [
  { value: '', label: 'As the scan was made' },
  { value: 'native', label: 'Native' },
  { value: 'arterial', label: 'Arterial' },
  { value: 'venous', label: 'Portal venous' },
  { value: 'delayed', label: 'Delayed' },
];

export function SynthesizeSection({ app }: { app: App }) {
  const catalogue = useStore(app.catalogue.store);
  const state = useStore(app.jobs.store);
  const { target } = useStore(app.target);
  useStore(app.draft);
  useStore(app.site);
  useStore(app.preview.desk.scene);
  useStore(app.previews.store);
  const reading = readRequest(app);
  const errors = reading?.errors ?? {};
  const job = sectionJob(state, 'synthesize', target?.seriesUid);
  const reason = whyNot(app, 'synthesize') ?? (Object.keys(errors).length > 0 ? (errors[LESIONS] ?? 'Correct the marked entries.') : undefined);
  const failure = state.failures.synthesize;
  return (
    <Card title="Synthesize tumor" name="synthesize">
      <SiteReadout app={app} />
      {catalogue.status === 'ready' && <RadiusField app={app} organ={choose(catalogue.offer.organs, app.draft.get().organ)} error={errors[RADIUS]} />}
      <PreviewSection app={app} />
      {catalogue.status === 'ready' && <GeneratorForm app={app} offer={catalogue.offer} errors={errors} />}
      <PhaseAndSeed app={app} seedError={errors[SEED]} />
      <div className="lf-run">
        <button type="button" className="lf-primary" data-cy="lesion-forge-run-synthesize" disabled={reason !== undefined} title={reason} onClick={() => void startSynthesize(app)}>
          Run
        </button>
        {reason !== undefined && <p className="lf-hint">{reason}</p>}
      </div>
      {failure && <ProblemNote problem={failure} />}
      {job && <JobCard key={job.id} app={app} job={job} />}
    </Card>
  );
}

function PhaseAndSeed({ app, seedError }: { app: App; seedError: string | undefined }) {
  const draft = useStore(app.draft);
  const setPhase = (value: string): void =>
    app.draft.update(({ contrastPhase: _old, ...rest }) => (value === '' ? rest : { ...rest, contrastPhase: value as ContrastPhase }));
  return (
    <>
      <SelectField label="Contrast phase" name="phase" value={draft.contrastPhase ?? ''} options={PHASES} onChange={setPhase} />
      <Field label="Seed" hint="Blank: the one shown, drawn anew for each tumor" error={seedError}>
        {(ids) => (
          <input
            {...ids}
            type="text"
            inputMode="numeric"
            data-cy="lesion-forge-seed-input"
            placeholder={String(draft.drawnSeed)}
            value={draft.seedText}
            onChange={(event) => app.draft.update((now) => ({ ...now, seedText: event.target.value }))}
          />
        )}
      </Field>
    </>
  );
}
