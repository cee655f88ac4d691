import { GatewayError, type ErrorCode } from '../errors.ts';

/** What Express, its body parser and the contract validator throw: all carry `status`, some `type` or `errors`. */
interface HttpError extends Error {
  readonly status: number;
  readonly type?: string;
  readonly errors?: readonly { readonly path?: string; readonly message?: string }[];
}

const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'request/invalid',
  401: 'request/unauthorised',
  403: 'request/forbidden',
  404: 'route/not-found',
  405: 'route/method-not-allowed',
  406: 'request/invalid',
  413: 'request/too-large',
  415: 'request/unsupported-media-type',
};

const SENTENCES: Partial<Record<ErrorCode, string>> = {
  'request/unauthorised': 'Send the configured token as Authorization: Bearer.',
  'request/forbidden': 'This caller may not do that.',
  'route/not-found': 'There is nothing at this address; the addresses are listed in the OpenAPI contract.',
  'route/method-not-allowed': 'This address does not take that method; the Allow header lists those it takes.',
  'request/too-large': 'The request body is larger than the configured http.bodyLimitBytes.',
  'request/unsupported-media-type': 'Send the body as application/json in UTF-8, not compressed.',
};

const MAX_ERRORS = 5;
const MAX_TEXT = 120;

/** Failures of the HTTP machinery under our own codes; anything else as it came. */
export function nameHttpError(error: unknown): unknown {
  if (error instanceof GatewayError || !isHttpError(error)) return error;
  const code = CODE_BY_STATUS[error.status];
  if (code === undefined) return error;
  if (code !== 'request/invalid') return new GatewayError(code, SENTENCES[code] ?? 'The request was refused.', { cause: error });
  if (error.type === 'entity.parse.failed') return new GatewayError(code, 'The body is not well-formed JSON; correct its syntax.', { cause: error });
  const errors = complaints(error);
  const first = errors[0];
  const detail = first ? `The request does not match the contract: ${first.at} ${first.message}.` : 'The request cannot be understood; compare it with the OpenAPI contract.';
  return new GatewayError(code, detail, { cause: error, ...(errors.length > 0 ? { context: { errors } } : {}) });
}

const isHttpError = (error: unknown): error is HttpError => error instanceof Error && typeof (error as { status?: unknown }).status === 'number';

/** Where and what, in the validator's words; values of the request are not quoted. */
function complaints(error: HttpError): { at: string; message: string }[] {
  return (error.errors ?? []).slice(0, MAX_ERRORS).map(({ path = '/', message = 'is invalid' }) => ({ at: path.slice(0, MAX_TEXT), message: message.replace(/\.$/, '').slice(0, MAX_TEXT) }));
}
