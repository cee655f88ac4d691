import { GatewayError } from '../errors.ts';
import type { ArchiveConfig } from '../config.ts';

/** Value of the secret of that name (an environment variable, read by the caller), or undefined. */
export type ResolveSecret = (name: string) => string | undefined;

/**
 * The Authorization header of an archive, or undefined when it needs none. Only the transport adds it, to requests for the
 * archive's own origin and prefix. Throws config/invalid when the secret is not set or cannot stand in a header.
 */
export function authorization(archive: ArchiveConfig, resolveSecret: ResolveSecret): string | undefined {
  const { auth } = archive;
  if (auth === undefined) return undefined;
  if (auth.kind === 'bearer') return `Bearer ${secret(archive.name, auth.tokenEnv, resolveSecret)}`;
  if (auth.user.includes(':')) throw new GatewayError('config/invalid', `The user of archive "${archive.name}" must not contain a colon.`);
  const pair = `${auth.user}:${secret(archive.name, auth.passwordEnv, resolveSecret)}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

function secret(archive: string, name: string, resolveSecret: ResolveSecret): string {
  const value = resolveSecret(name);
  if (value === undefined || value === '')
    throw new GatewayError('config/invalid', `Archive "${archive}" needs a secret: set the environment variable ${name}.`, { context: { archive } });
  if (/[\r\n\0]/.test(value)) throw new GatewayError('config/invalid', `The environment variable ${name} contains a line break.`, { context: { archive } });
  return value;
}
