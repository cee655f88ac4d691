import { createHash } from 'node:crypto';

/** Implementation Class UID (0002,0012) of every object the gateway encodes: 2.25 and the UUID given to this encoder. */
export const IMPLEMENTATION_CLASS_UID = '2.25.323263452998089207543396054199089769865';

/** Implementation Version Name (0002,0013), at most 16 characters. */
export const IMPLEMENTATION_VERSION_NAME = 'LESION_FORGE_1';

/**
 * UID that belongs to one role within one job: `2.25.` and 128 bits of a SHA-256 over key and role, as a decimal number
 * (DICOM PS3.5 B.2). The same job run twice writes the same UIDs, so a repeated store cannot duplicate anything.
 */
export function derivedUid(jobKey: string, ...role: readonly (string | number)[]): string {
  const digest = createHash('sha256').update(JSON.stringify([jobKey, ...role.map(String)])).digest('hex');
  return `2.25.${BigInt(`0x${digest.slice(0, 32)}`)}`;
}

/** True for a UID of PS3.5 9.1: digits and single points, no superfluous leading zero, at most 64 characters. */
export function isUid(text: string): boolean {
  return text.length <= 64 && /^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/.test(text);
}
