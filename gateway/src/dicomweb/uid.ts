import { GatewayError } from '../errors.ts';

const UID = /^[0-9]+(\.[0-9]+)*$/;
const MAX_UID_LENGTH = 64;

/** PS3.5 9.1, but leading zeros in a component are let through: real objects have them. */
export const isUid = (text: string): boolean => text.length <= MAX_UID_LENGTH && UID.test(text);

/** The same text. Nothing else may enter a path or a query. Throws request/invalid. */
export function assertUid(text: string): string {
  if (isUid(text)) return text;
  throw new GatewayError('request/invalid', 'A UID is digits and dots, at most 64 characters; correct it and try again.', { context: { length: text.length } });
}
