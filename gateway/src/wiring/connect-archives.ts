import type { Config } from '../config.ts';
import { DicomWebClient } from '../dicomweb/client.ts';
import { Archives } from '../tasks/archives.ts';
import { secretFrom, type Environment } from './secrets.ts';

/** A client for each configured archive. Throws config/invalid when a secret it refers to is not set. */
export function connectArchives(config: Config, environment: Environment): Archives {
  const { maxInstanceBytes } = config.limits;
  return new Archives(config.archives.map(archive => new DicomWebClient({ archive, maxInstanceBytes, resolveSecret: name => secretFrom(environment, name) })));
}
