import { createHmac, randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { GatewayError } from './errors.ts';

/** Fields that may be logged as they are: never anything that came from a patient's record or from free text of a caller. */
const PLAIN = [
  'requestId', 'method', 'route', 'status', 'durationMs', 'jobId', 'attempt', 'task', 'stage', 'fraction', 'code', 'archive', 'model',
  'generator', 'organ', 'provider', 'count', 'bytes', 'host', 'port', 'version', 'reason', 'signal', 'exitCode', 'pid', 'url', 'path', 'state',
] as const;

/** Fields that may lead to a patient: logged as a short keyed hash, so that lines about one study can still be put together. */
const HASHED = ['studyUid', 'seriesUid', 'instanceUid', 'patientId'] as const;

/** Everything a log line may carry. Unknown fields are dropped, also at run time. `url`, `path`, `reason` are our own words, never a request's. */
export type LogFields = Partial<Record<(typeof PLAIN)[number], string | number | boolean | undefined>> &
  Partial<Record<(typeof HASHED)[number], string | undefined>> & { readonly error?: unknown };

type Write = (message: string, fields?: LogFields) => void;
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
/** One constant sentence and allowed fields. */
export type Logger = Readonly<Record<LogLevel, Write>>;

export interface LogOptions {
  readonly level: LogLevel | 'silent';
  /** Where lines go; default standard error. */
  readonly destination?: { write(line: string): void };
  /** Key of the hashes; default random, so hashes of two runs cannot be compared. */
  readonly hashKey?: Uint8Array;
}

const UID_IN_TEXT = /\d+(?:\.\d+){3,}/g;

/** JSON lines with an allow-list of fields: no names, no identifiers, no text of peers. */
export function createLogger(options: LogOptions): Logger {
  const out = pino({ level: options.level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, options.destination ?? pino.destination(2));
  const key = options.hashKey ?? randomBytes(32);
  const hash = (text: string) => createHmac('sha256', key).update(text).digest('hex').slice(0, 10);
  const write = (level: LogLevel): Write => (message, fields = {}) => out[level](allowed(fields, hash), message);
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

type Hash = (text: string) => string;

function allowed(fields: LogFields, hash: Hash): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of PLAIN) if (isPlain(fields[name])) kept[name] = fields[name];
  for (const name of HASHED) if (fields[name] !== undefined) kept[name] = hash(String(fields[name]));
  if (fields.error !== undefined) kept['error'] = describe(fields.error, hash);
  return kept;
}

const isPlain = (value: unknown) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** The message of an unknown error may quote a file or a peer, so only its kind and place are kept; our own sentences lose their UIDs. */
function describe(error: unknown, hash: Hash): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = (error as { code?: unknown }).code;
  const at = error.stack?.split('\n').filter(line => line.startsWith('    at ')).slice(0, 8).map(line => line.trim());
  return {
    name: error.name,
    ...(isPlain(code) ? { code } : {}),
    ...(error instanceof GatewayError ? { detail: error.message.replaceAll(UID_IN_TEXT, uid => hash(uid)) } : {}),
    ...(at ? { at } : {}),
    ...(error.cause === undefined ? {} : { cause: describe(error.cause, hash) }),
  };
}
