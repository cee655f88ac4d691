export interface ParameterField {
  readonly title: string;
  readonly description: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Whole numbers only. */
  readonly whole?: boolean;
  readonly unit?: string;
  /** Value when unset. */
  readonly default?: number;
  /** Law an unset value is drawn from, for the reader. */
  readonly drawn?: string;
  /** The parameter whose place it takes when set. */
  readonly insteadOf?: string;
}

/** A number of a generator's parameter schema; the viewer makes a form field of it. */
export const parameterField = ({ whole = false, unit, drawn, insteadOf, ...rest }: ParameterField) => ({
  type: whole ? 'integer' : 'number',
  ...rest,
  ...(unit ? { 'x-unit': unit } : {}),
  ...(drawn ? { 'x-drawn': drawn } : {}),
  ...(insteadOf ? { 'x-instead-of': insteadOf } : {}),
});
