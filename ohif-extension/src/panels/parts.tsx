import { useId, type ReactNode } from 'react';
import type { RequestFailure } from '../client/request-failure.ts';

export function Card({ title, name, children }: { title?: string; name: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="lf-card" data-cy={`lesion-forge-${name}`} {...(title === undefined ? {} : { 'aria-labelledby': id })}>
      {title !== undefined && <h3 id={id}>{title}</h3>}
      {children}
    </section>
  );
}

/** A failure in the gateway's own words, with its stable code for whoever is asked for help. */
export function ProblemNote({ problem }: { problem: Pick<RequestFailure, 'code'> & { readonly message?: string; readonly detail?: string } }) {
  return (
    <div className="lf-problem" role="alert" data-cy="lesion-forge-problem">
      <p>{problem.detail ?? problem.message}</p>
      <p className="lf-code">{problem.code}</p>
    </div>
  );
}

export function Warnings({ warnings }: { warnings: readonly { readonly code: string; readonly message: string }[] }) {
  return warnings.map((warning) => (
    <p className="lf-warning" key={`${warning.code}${warning.message}`} data-cy="lesion-forge-warning">
      {warning.message}
    </p>
  ));
}

interface FieldProps {
  readonly label: string;
  readonly unit?: string | undefined;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** Gets the ids its control must carry. */
  readonly children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid': boolean }) => ReactNode;
}

export function Field({ label, unit, hint, error, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}note`;
  const note = error ?? hint;
  return (
    <div className="lf-field">
      <label htmlFor={id}>
        <span>{label}</span>
        {unit !== undefined && <span className="lf-unit">{unit}</span>}
      </label>
      {children({ id, 'aria-invalid': error !== undefined, ...(note === undefined ? {} : { 'aria-describedby': noteId }) })}
      {note !== undefined && (
        <p id={noteId} className={error === undefined ? 'lf-hint' : 'lf-invalid'}>
          {note}
        </p>
      )}
    </div>
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

interface SelectProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly hint?: string | undefined;
  readonly onChange: (value: string) => void;
}

export function SelectField({ label, name, value, options, hint, onChange }: SelectProps) {
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <select {...ids} value={value} data-cy={`lesion-forge-${name}`} onChange={(event) => onChange(event.target.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
