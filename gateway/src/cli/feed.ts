import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { GatewayError } from '../errors.ts';
import { parseFeedConfig } from '../feed/config.ts';
import { encode } from '../feed/encode.ts';
import { lazyHosts } from '../feed/hosts.ts';
import type { Host } from '../feed/host.ts';
import { makerOf } from '../feed/maker.ts';
import { makePatch } from '../feed/patch.ts';
import type { Command, Values } from './command.ts';
import { readInput } from './load-ct.ts';
import { number, parseJson, required } from './values.ts';

export const feed: Command = {
  name: 'feed',
  summary: 'stream training patches with synthetic lesions',
  usage: `--config FILE [--first 0] [--step 1] [--count N]

Writes patches (HU and labels) to standard output without end; models/training/README.md has the configuration and the format. Patch n depends on
the configuration and n alone: --first and --step share the work among processes.`,
  options: { config: { type: 'string' }, first: { type: 'string' }, step: { type: 'string' }, count: { type: 'string' } },
  async run({ values, signal }) {
    if (values['json'] === true) throw new GatewayError('request/invalid', 'A feed writes patches to standard output; leave --json out.');
    const [first, step, count] = [whole(values, 'first', 0) ?? 0, whole(values, 'step', 1) ?? 1, whole(values, 'count', 1) ?? Infinity];
    const config = parseFeedConfig(parseJson(new TextDecoder().decode(await readInput(required(values, 'config')))));
    const maker = makerOf(config);
    const source = { config, maker, hosts: lazyHosts(config, maker.organ, tell), signal };
    const reader = openReader(process.stdout);
    for (let n = 0; n < count && !reader.gone; n++) {
      signal.throwIfAborted();
      for (const bytes of encode(await makePatch(source, first + n * step))) await reader.write(bytes);
    }
    return { json: undefined, lines: [] };
  },
};

/** A whole number of an option. Throws request/invalid. */
function whole(values: Values, name: string, least: number): number | undefined {
  const value = number(values, name);
  if (value === undefined || (Number.isInteger(value) && value >= least && value < 2 ** 32)) return value;
  throw new GatewayError('request/invalid', `--${name} must be a whole number from ${least} on, got ${value}.`);
}

function tell({ name, survey: { statistics } }: Host): void {
  process.stderr.write(`feed: ${name}, organ ${Math.round(statistics.volumeMl)} ml at ${Math.round(statistics.meanHu)} HU, noise ${statistics.noiseSdHu.toFixed(1)} HU\n`);
}

/** Whoever reads the stream: may be slow, and may go away, which ends the feed and is no failure. */
function openReader(stream: Writable): { readonly gone: boolean; write(bytes: Uint8Array): Promise<void> } {
  const left = new AbortController();
  stream.once('error', () => left.abort());
  stream.once('close', () => left.abort());
  return {
    get gone() {
      return left.signal.aborted;
    },
    async write(bytes) {
      if (left.signal.aborted || stream.write(bytes)) return;
      await once(stream, 'drain', { signal: left.signal }).catch(() => undefined);
    },
  };
}
