import { createHash } from 'node:crypto';

/** Everything that decides the outcome of a job, and nothing else. JSON values; undefined entries count as absent. */
export interface JobKeyParts {
  readonly task: string;
  readonly archive: string;
  readonly studyUid: string;
  readonly seriesUid: string;
  /** Digest of the network, or name and version of the generator. */
  readonly engine: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Hex SHA-256 over the canonical JSON of the parts: the same request, in whatever order its keys came, is the same job. */
export function jobKey(parts: JobKeyParts): string {
  return createHash('sha256').update(canonical(parts)).digest('hex');
}

/** JSON with sorted keys. Throws RangeError for values JSON cannot carry, since they would silently look alike. */
function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return `{${entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
  }
  throw new RangeError(`A job key cannot hold ${String(value)}.`);
}
