import { GatewayError } from '../../gateway/src/errors.ts';

/** The sentence with which an export is refused. */
export function refusal(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'model/foreign-unsupported') return error.message;
    throw error;
  }
  return 'not refused';
}
