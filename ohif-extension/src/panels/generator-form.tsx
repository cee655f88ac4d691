import type { Generator } from '@lesion-forge/openapi';
import { useState } from 'react';
import type { App } from '../app.ts';
import { choose, type Offer } from '../client/catalogue.ts';
import type { FormErrors } from '../form/form-values.ts';
import { schemaForm, withoutControl, type Schema } from '../form/schema-form.ts';
import { useStore } from '../state/use-store.ts';
import { ParameterFields } from './parameter-fields.tsx';
import { SelectField } from './parts.tsx';

interface Props {
  readonly app: App;
  readonly offer: Offer;
  readonly errors: FormErrors;
}

/** Which generator, into which organ, and the generator's own parameters. */
export function GeneratorForm({ app, offer, errors }: Props) {
  const draft = useStore(app.draft);
  const generator = choose(offer.generators, draft.generator);
  const organ = choose(offer.organs, draft.organ);
  if (!generator) return <p className="lf-muted">The gateway has no generator.</p>;
  return (
    <>
      <SelectField
        label="Generator"
        name="generator"
        value={generator.name}
        options={offer.generators.map((one) => ({ value: one.name, label: one.title }))}
        hint={generator.description}
        onChange={(value) => app.draft.update((now) => ({ ...now, generator: value }))}
      />
      {offer.organs.length > 1 && (
        <SelectField
          label="Organ"
          name="organ"
          value={organ?.name ?? ''}
          options={offer.organs.map((one) => ({ value: one.name, label: one.label }))}
          onChange={(value) => app.draft.update(({ kind: _kind, ...now }) => ({ ...now, organ: value }))}
        />
      )}
      {organ && organ.kinds.length > 1 && (
        <SelectField
          label="Lesion kind"
          name="kind"
          value={choose(organ.kinds, draft.kind)?.name ?? ''}
          options={organ.kinds.map((one) => ({ value: one.name, label: one.label }))}
          onChange={(value) => app.draft.update((now) => ({ ...now, kind: value }))}
        />
      )}
      <Parameters key={generator.name} app={app} generator={generator} errors={errors} />
    </>
  );
}

function Parameters({ app, generator, errors }: { app: App; generator: Generator; errors: FormErrors }) {
  const draft = useStore(app.draft);
  const { name } = generator;
  const fields = schemaForm(generator.parameters as Schema);
  const hidden = withoutControl(generator.parameters as Schema);
  const values = draft.parameters[name] ?? {};
  const setValues = (next: typeof values): void => app.draft.update((now) => ({ ...now, parameters: { ...now.parameters, [name]: next } }));
  const wrong = Object.keys(errors).some((path) => path in values);
  const [open, setOpen] = useState(wrong);
  if (fields.length === 0) return null;
  return (
    <details data-cy="lesion-forge-parameters" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Parameters{Object.keys(values).length > 0 ? ' (changed)' : ''}</summary>
      <ParameterFields fields={fields} values={values} errors={errors} onChange={(path, value) => setValues({ ...values, [path]: value })} />
      {hidden.length > 0 && <p className="lf-hint">Not set here, only by request: {hidden.join(', ')}.</p>}
      <button type="button" style={{ marginTop: 10 }} data-cy="lesion-forge-reset" disabled={Object.keys(values).length === 0} onClick={() => setValues({})}>
        Reset to defaults
      </button>
    </details>
  );
}
