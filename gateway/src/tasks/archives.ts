import type { DicomWebClient } from '../dicomweb/client.ts';
import { GatewayError } from '../errors.ts';

/** The configured archives by name. */
export class Archives {
  readonly #clients: ReadonlyMap<string, DicomWebClient>;

  constructor(clients: readonly DicomWebClient[]) {
    this.#clients = new Map(clients.map(client => [client.archive.name, client]));
  }

  get all(): readonly DicomWebClient[] {
    return [...this.#clients.values()];
  }

  /** The named archive, or the first configured one. Throws archive/unknown. */
  get(name?: string): DicomWebClient {
    const client = name === undefined ? this.all[0] : this.#clients.get(name);
    if (client) return client;
    const known = [...this.#clients.keys()].join(', ') || 'none';
    throw new GatewayError('archive/unknown', `There is no archive named "${name ?? ''}"; configured are: ${known}.`, { context: { known } });
  }
}
