/** Writes training patches to standard output without end; README.md beside this file has the configuration and the format. */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { readConfig, type FeedConfig } from './config.ts';
import { loadHost, type Host } from './host.ts';
import { makePatch, type Patch } from './patch.ts';

const { values } = parseArgs({
  options: { config: { type: 'string' }, first: { type: 'string', default: '0' }, step: { type: 'string', default: '1' }, count: { type: 'string' } },
});
if (!values.config) throw new Error('Say which configuration to follow: --config feed.json.');
const config = readConfig(values.config);
const hosts = lazyHosts(config);
const [first, step, count] = [Number(values.first), Number(values.step), values.count === undefined ? Infinity : Number(values.count)];
process.stdout.on('error', () => process.exit(0)); // the reader has gone

for (let n = 0; n < count; n++) {
  const patch = await makePatch(hosts, config, first + n * step);
  for (const bytes of encode(patch)) if (!process.stdout.write(bytes)) await once(process.stdout, 'drain');
}

/** Picks a case by weight and loads it when it is first wanted. */
function lazyHosts({ cases }: FeedConfig): (draw: number) => Host {
  const loaded = new Map<string, Host>();
  const total = cases.reduce((sum, { weight }) => sum + weight, 0);
  return draw => {
    let left = draw * total;
    const chosen = cases.find(({ weight }) => (left -= weight) <= 0) ?? cases[cases.length - 1]!;
    const known = loaded.get(chosen.name);
    if (known) return known;
    const host = loadHost(chosen);
    const { meanHu, noiseSdHu, volumeMl } = host.survey.statistics;
    process.stderr.write(`feed: ${host.name}, organ ${Math.round(volumeMl)} ml at ${Math.round(meanHu)} HU, noise ${noiseSdHu.toFixed(1)} HU\n`);
    loaded.set(chosen.name, host);
    return host;
  };
}

function encode({ index, dimensions: [nx, ny, nz], lesionCount, hu, labels }: Patch): readonly Uint8Array[] {
  const header = Buffer.alloc(24);
  header.write('LFP1', 'ascii');
  [index, nz, ny, nx, lesionCount].forEach((value, n) => header.writeUInt32LE(value, 4 + 4 * n));
  return [header, new Uint8Array(hu.buffer), labels];
}
