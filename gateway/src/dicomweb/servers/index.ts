import { GatewayError } from '../../errors.ts';
import { orthanc } from './orthanc.ts';
import { standard } from './standard.ts';
import type { ServerProfile } from './server-profile.ts';

export const SERVER_PROFILES: readonly ServerProfile[] = [standard, orthanc];

/** Throws config/invalid and names what there is. */
export function serverProfile(name: string): ServerProfile {
  const found = SERVER_PROFILES.find(profile => profile.name === name);
  if (found !== undefined) return found;
  const known = SERVER_PROFILES.map(profile => profile.name).join(', ');
  throw new GatewayError('config/invalid', `There is no server profile "${name}"; use one of: ${known}.`);
}
