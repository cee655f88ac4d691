import type { RequestHandler } from 'express';
import { middleware } from 'express-openapi-validator';

export interface ValidateOptions {
  /** Path of the OpenAPI contract. */
  readonly contractFile: string;
  /** Check answers too. */
  readonly validateResponses: boolean;
}

/** Holds every request under /api to the contract, fills in its defaults, and refuses what it does not list. */
export function validateContract({ contractFile, validateResponses }: ValidateOptions): RequestHandler[] {
  const handlers = middleware({
    apiSpec: contractFile,
    validateRequests: { allowUnknownQueryParameters: false, removeAdditional: false },
    validateResponses: validateResponses ? { removeAdditional: false, coerceTypes: false } : false,
    validateSecurity: false,
    fileUploader: false,
    ignorePaths: (path: string) => !path.startsWith('/api/'),
  });
  return [headAsGet, ...(handlers as unknown as RequestHandler[])];
}

/** The contract lists GET only; Node leaves out the body of an answer to HEAD by itself. */
const headAsGet: RequestHandler = (request, _response, next) => {
  if (request.method === 'HEAD' && !request.path.endsWith('/events')) request.method = 'GET';
  next();
};
