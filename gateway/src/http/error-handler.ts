import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { GatewayError, toProblem } from '../errors.ts';
import type { Logger } from '../log.ts';
import { nameHttpError } from './name-http-error.ts';

/** What to tell clients to wait, by status of a failure that may pass. */
const RETRY_AFTER_SECONDS: Readonly<Record<number, number>> = { 429: 10, 503: 5, 507: 60 };

/** Any address no router took. */
export const notFound: RequestHandler = () => {
  throw new GatewayError('route/not-found', 'There is nothing at this address; the addresses are listed in the OpenAPI contract.');
};

/** Every failure leaves the gateway here, as problem details (RFC 9457). Unknown ones are logged, and answered without their inside. */
export function errorHandler(log: Logger): ErrorRequestHandler {
  // oxlint-disable-next-line max-params -- Express knows an error handler by its four parameters
  return (thrown: unknown, _request, response, _next) => {
    const error = nameHttpError(thrown);
    const problem = toProblem(error);
    const requestId = String(response.locals['requestId'] ?? '');
    if (problem.code === 'internal') log.error('a request failed', { requestId, error });
    else log.debug('a request was refused', { requestId, code: problem.code });
    // An answer that has begun cannot be taken back; cut it off, so that the client sees it is not whole.
    if (response.headersSent) return void response.destroy();
    setHeaders(response, thrown, problem.status);
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem.code === 'internal' ? { ...problem, context: { requestId } } : problem));
  };
}

function setHeaders(response: Response, thrown: unknown, status: number): void {
  const allow = (thrown as { headers?: { Allow?: unknown } } | undefined)?.headers?.Allow;
  if (status === 405 && typeof allow === 'string') response.set('Allow', allow.toUpperCase());
  if (status === 401) response.set('WWW-Authenticate', 'Bearer');
  const retryAfter = RETRY_AFTER_SECONDS[status];
  if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter));
  response.set('Cache-Control', 'no-store');
}
