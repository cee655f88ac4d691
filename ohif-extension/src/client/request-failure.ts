import type { Problem } from '@lesion-forge/openapi';

/** A refused or failed request; the message is the gateway's own sentence, made to be shown to the reader. */
export class RequestFailure extends Error {
  /** Stable code of the gateway's error table, or `client/unreachable` when no answer came. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'RequestFailure';
    this.code = code;
  }
}

const fromProblem = (problem: Problem): RequestFailure => new RequestFailure(problem.code, problem.detail);

/** Anything thrown on the way to the gateway, as a sentence for the reader. */
export function toFailure(error: unknown): RequestFailure {
  if (error instanceof RequestFailure) return error;
  if (isProblem(error)) return fromProblem(error);
  return new RequestFailure('client/unreachable', 'The gateway does not answer. Check that it runs, then try again.');
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && typeof (value as Problem).detail === 'string';
}
