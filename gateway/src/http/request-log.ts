import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Logger } from '../log.ts';

/** Gives every request an id of our own and logs how it ended: the route's pattern, never the address, which holds UIDs. */
export function requestLog(log: Logger): RequestHandler {
  return (request, response, next) => {
    const requestId = randomUUID();
    const startedMs = performance.now();
    const { method } = request;
    response.locals['requestId'] = requestId;
    response.set('X-Request-Id', requestId);
    response.once('close', () => {
      const route = routeOf(request);
      const state = response.writableFinished ? 'answered' : 'cut off';
      const fields = { requestId, method, route, status: response.statusCode, durationMs: Math.round(performance.now() - startedMs), state };
      log[response.statusCode >= 500 ? 'warn' : route.startsWith('/api') ? 'info' : 'debug']('request', fields);
    });
    next();
  };
}

function routeOf(request: Request): string {
  const pattern: unknown = request.route?.path;
  if (typeof pattern === 'string') return pattern;
  const [, first = ''] = request.originalUrl.split(/[/?]/, 2);
  return ['api', 'dicom-web', 'plugins'].includes(first) ? `/${first}/...` : 'viewer';
}
