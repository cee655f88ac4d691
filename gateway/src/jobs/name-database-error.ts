import { GatewayError } from '../errors.ts';

const DISK_FULL = new Set(['53100', 'ENOSPC', 'EDQUOT']);
const UNAVAILABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE', '57P01', '57P02', '57P03', '53300', '28P01', '3D000']);

/** Names what a user can do something about: disk full, database away. Anything else is handed back as it came. */
export function nameDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof GatewayError) return error;
  const code = String((error as { code?: unknown }).code ?? '');
  if (DISK_FULL.has(code) || /no space left on device/i.test(error.message))
    return new GatewayError('storage/disk-full', 'The disk with the job database is full; free some space and send the request again.', { cause: error });
  if (UNAVAILABLE.has(code) || code.startsWith('08') || /connection terminated|timeout exceeded when trying to connect/i.test(error.message))
    return new GatewayError('job/store-unavailable', 'The job database does not answer; check that PostgreSQL runs and that the connection string is right.', { cause: error });
  return error;
}
