import type { Organ } from '../anatomy/organ.ts';
import type { FeedConfig } from './config.ts';
import { loadHost, type Host } from './host.ts';

/** Picks a case by weight (from a uniform draw in 0..1) and loads it when it is first wanted. */
export function lazyHosts({ cases }: Pick<FeedConfig, 'cases'>, organ: Organ, onLoaded: (host: Host) => void): (draw: number) => Host {
  const loaded = new Map<string, Host>();
  const total = cases.reduce((sum, { weight }) => sum + weight, 0);
  return draw => {
    let left = draw * total;
    const chosen = cases.find(({ weight }) => (left -= weight) <= 0) ?? cases[cases.length - 1]!;
    const known = loaded.get(chosen.name);
    if (known) return known;
    const host = loadHost(chosen, organ);
    onLoaded(host);
    loaded.set(chosen.name, host);
    return host;
  };
}
