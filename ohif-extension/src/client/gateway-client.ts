import type { paths } from '@lesion-forge/openapi';
import createClient, { type Client } from 'openapi-fetch';
import { RequestFailure, toFailure } from './request-failure.ts';

export type Headers = Readonly<Record<string, string>>;

export interface GatewayClient {
  readonly api: Client<paths>;
  /** The signed-in user's authorization header, as the host has it now. */
  headers(): Headers;
}

export interface GatewayClientOptions {
  /** Origin of the gateway; the viewer's own by default. */
  readonly baseUrl?: string;
  readonly headers: () => Headers | undefined;
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** The gateway's routes, typed by the contract, with the host's authorization on each request. */
export function createGatewayClient(options: GatewayClientOptions): GatewayClient {
  const headers = (): Headers => options.headers() ?? {};
  const api = createClient<paths>({
    baseUrl: options.baseUrl ?? globalThis.location.origin,
    ...(options.fetch ? { fetch: options.fetch } : {}),
  });
  api.use({
    onRequest: ({ request }) => {
      for (const [name, value] of Object.entries(headers())) request.headers.set(name, value);
      return request;
    },
  });
  return { api, headers };
}

/** Body of an operation's success, as the contract states it. */
export type Answered<Operation> = Operation extends { responses: infer Responses }
  ? Responses extends { 200: { content: { 'application/json': infer Body } } } | { 202: { content: { 'application/json': infer Body } } }
    ? Body
    : never
  : never;

interface Answer {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: Response;
}

/** The answer's body, or the gateway's problem as a RequestFailure. */
export async function unwrap<Operation>(answer: Promise<Answer>): Promise<Answered<Operation>> {
  let result: Answer;
  try {
    result = await answer;
  } catch (error) {
    throw toFailure(error);
  }
  if (result.data !== undefined) return result.data as Answered<Operation>;
  const failure = toFailure(result.error);
  if (failure.code !== 'client/unreachable') throw failure;
  throw new RequestFailure('client/bad-answer', `The gateway answered ${result.response.status} without saying why.`);
}
