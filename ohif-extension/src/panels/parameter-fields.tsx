import { shownValue, type FormErrors, type FormValues } from '../form/form-values.ts';
import type { ChoiceField, Field as FormField, NumberField, SwitchField, TextField } from '../form/schema-form.ts';
import { Field } from './parts.tsx';

interface Props {
  readonly fields: readonly FormField[];
  readonly values: FormValues;
  readonly errors: FormErrors;
  readonly onChange: (path: string, value: string | boolean) => void;
}

/** The controls of a generator's parameters, built from the schema the gateway serves. */
export function ParameterFields({ fields, ...rest }: Props) {
  return fields.map((field) => {
    if (field.kind === 'group') {
      return (
        <fieldset key={field.path}>
          <legend>{field.label}</legend>
          <ParameterFields fields={field.fields} {...rest} />
        </fieldset>
      );
    }
    return <Control key={field.path} field={field} {...rest} />;
  });
}

type ControlProps<F> = Omit<Props, 'fields'> & { readonly field: F };

function Control({ field, ...rest }: ControlProps<Exclude<FormField, { kind: 'group' }>>) {
  if (field.kind === 'switch') return <SwitchControl field={field} {...rest} />;
  if (field.kind === 'choice') return <ChoiceControl field={field} {...rest} />;
  return <TextControl field={field} {...rest} />;
}

const dataCy = (path: string): string => `lesion-forge-parameter-${path}`;

function SwitchControl({ field, values, onChange }: ControlProps<SwitchField>) {
  return (
    <div className="lf-field">
      <label className="lf-row" title={field.description}>
        <input type="checkbox" data-cy={dataCy(field.path)} checked={shownValue(field, values) === true} onChange={(event) => onChange(field.path, event.target.checked)} />
        <span>{field.label}</span>
      </label>
      {field.description !== undefined && <p className="lf-hint">{field.description}</p>}
    </div>
  );
}

function ChoiceControl({ field, values, onChange }: ControlProps<ChoiceField>) {
  return (
    <Field label={field.label} hint={field.description}>
      {(ids) => (
        <select {...ids} data-cy={dataCy(field.path)} value={String(shownValue(field, values))} onChange={(event) => onChange(field.path, event.target.value)}>
          {field.default === undefined && <option value="">Not set</option>}
          {field.options.map((option) => (
            <option key={option.value} value={String(option.value)}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Numbers are typed as text: nothing is swallowed while half typed, and a wheel over the panel changes nothing. */
function TextControl({ field, values, errors, onChange }: ControlProps<NumberField | TextField>) {
  const number = field.kind === 'number' ? field : undefined;
  const range = number && number.low !== undefined && number.high !== undefined ? `${number.low} to ${number.high}` : undefined;
  const step = (sign: number) => {
    if (!number) return;
    const current = Number(shownValue(field, values)) || 0;
    const next = current + sign * stepOf(number);
    onChange(field.path, tidy(Math.min(Math.max(next, number.low ?? next), number.high ?? next)));
  };
  return (
    <Field label={field.label} unit={number?.unit} hint={[field.description, range].filter(Boolean).join(' \u00B7 ') || undefined} error={errors[field.path]}>
      {(ids) => (
        <>
          <input
            {...ids}
            type="text"
            inputMode={number ? 'decimal' : 'text'}
            data-cy={dataCy(field.path)}
            placeholder={placeholderOf(field)}
            value={String(shownValue(field, values))}
            onChange={(event) => onChange(field.path, event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
                event.preventDefault();
                step(event.key === 'ArrowUp' ? 1 : -1);
              }
            }}
          />
          {number && <Slider field={number} value={shownValue(field, values)} onChange={(value) => onChange(field.path, value)} />}
        </>
      )}
    </Field>
  );
}

/** Stands in the middle, faint, while the value is left to the seed; the first touch sets it. */
function Slider({ field, value, onChange }: { readonly field: NumberField; readonly value: string | boolean; readonly onChange: (value: string) => void }) {
  const { low, high, label } = field;
  if (low === undefined || high === undefined) return null;
  const number = value === '' ? Number.NaN : Number(value);
  const known = Number.isFinite(number);
  return (
    <input
      type="range"
      aria-label={`${label}, slider`}
      data-cy={`${dataCy(field.path)}-slider`}
      min={low}
      max={high}
      step={field.step ?? (field.integer ? 1 : Number(((high - low) / 100).toPrecision(1)))}
      value={known ? Math.min(Math.max(number, low), high) : (low + high) / 2}
      style={known ? undefined : { opacity: 0.4 }}
      onChange={(event) => onChange(tidy(Number(event.target.value)))}
    />
  );
}

/** What happens to a blank. */
function placeholderOf(field: NumberField | TextField): string {
  if (field.default !== undefined) return `default ${field.default}`;
  return field.kind === 'number' && field.drawn !== undefined ? `drawn ${field.drawn}` : 'drawn from the seed';
}

/** A twentieth of the range where the schema names no step. */
function stepOf({ step, integer, low, high }: NumberField): number {
  if (step !== undefined) return step;
  if (integer) return 1;
  return low !== undefined && high !== undefined ? Number(((high - low) / 20).toPrecision(1)) : 1;
}

/** 0.30000000000000004 is 0.3. */
const tidy = (value: number): string => String(Number(value.toFixed(6)));
