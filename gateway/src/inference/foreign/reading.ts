import { GatewayError } from '../../errors.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Refuses an export by what it holds, with what to do instead. */
export const unsupported = (message: string): GatewayError => new GatewayError('model/foreign-unsupported', message);

/** Throws model/foreign-unsupported unless the value is an object. */
export function asObject(value: unknown, name: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw unsupported(`${name} is missing or not an object; give the files as the framework wrote them.`);
}

export function asNumber(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw unsupported(`${name} is missing or not a number; give the files as the framework wrote them.`);
}

/** Three numbers; a single one counts for each axis. */
export function asTriple(value: unknown, name: string): readonly [number, number, number] {
  const list = typeof value === 'number' ? [value, value, value] : value;
  if (Array.isArray(list) && list.length === 3 && list.every(n => typeof n === 'number' && Number.isFinite(n) && n > 0)) return [...list] as unknown as [number, number, number];
  throw unsupported(`${name} must be three positive numbers; only three-dimensional networks can be taken.`);
}
