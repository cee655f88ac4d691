import { GatewayError } from '../errors.ts';
import type { Vec3 } from '../volume/geometry.ts';
import type { Values } from './command.ts';

/** Text of an option that must be given. Throws request/invalid. */
export function required(values: Values, name: string): string {
  const value = values[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new GatewayError('request/invalid', `--${name} is missing.`);
}

/** Text of an option, undefined when it was not given. */
export const optional = (values: Values, name: string): string | undefined => (typeof values[name] === 'string' ? (values[name] as string) : undefined);

/** Number of an option, undefined when it was not given. Throws request/invalid when it is not a finite number. */
export function number(values: Values, name: string): number | undefined {
  const text = optional(values, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new GatewayError('request/invalid', `--${name} must be a number, got "${text}".`);
}

/** A point given as x,y,z in mm. Throws request/invalid. */
export function point(values: Values, name: string): Vec3 | undefined {
  const text = optional(values, name);
  if (text === undefined) return undefined;
  const parts = text.split(',').map(part => (part.trim() === '' ? NaN : Number(part)));
  if (parts.length === 3 && parts.every(Number.isFinite)) return parts as unknown as Vec3;
  throw new GatewayError('request/invalid', `--${name} must be three numbers x,y,z in mm, got "${text}".`);
}

/** A JSON object of an option. Throws request/invalid. */
export function jsonObject(values: Values, name: string): Record<string, unknown> | undefined {
  const text = optional(values, name);
  if (text === undefined) return undefined;
  const value = parseJson(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new GatewayError('request/invalid', `--${name} must be a JSON object, got "${text}".`);
}

/** A JSON list of an option. Throws request/invalid. */
export function jsonArray(values: Values, name: string): readonly unknown[] | undefined {
  const text = optional(values, name);
  if (text === undefined) return undefined;
  const value = parseJson(text);
  if (Array.isArray(value) && value.length > 0) return value as readonly unknown[];
  throw new GatewayError('request/invalid', `--${name} must be a JSON list with at least one entry, got "${text}".`);
}

/** Undefined where the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
