import { GatewayError } from '../errors.ts';
import type { Check } from './readiness.ts';

export const codecChecks: readonly Check[] = [];
export type { GatewayError };
