import { GatewayError } from '../../errors.ts';
import type { Organ } from '../../anatomy/organ.ts';
import type { GeneratorTools } from '../generator.ts';
import type { Network, NetworkDescription } from '../networks.ts';

export interface NetworkChoice {
  /** Name of the generator that hosts it. */
  readonly generator: string;
  readonly organ: Organ;
  /** Name of the network; absent: the first one made for the organ. */
  readonly asked: string | undefined;
  /** More that a network must suit, and in words. */
  readonly suits?: { readonly test: (network: NetworkDescription) => boolean; readonly words: string };
}

/** Opens the network that is asked for, or the first one for the organ. Throws generator/no-network, model/*. */
export async function chooseNetwork(choice: NetworkChoice, tools: GeneratorTools): Promise<Network> {
  const installed = ((await tools.networks?.list()) ?? []).filter(({ generator }) => generator === choice.generator);
  const found = installed.find(network => isFor(network, choice.organ) && (choice.suits?.test(network) ?? true) && (choice.asked === undefined || network.name === choice.asked));
  if (found) return tools.networks!.open(found.name, tools.signal);
  const known = installed.map(network => `${network.name} (${organsOf(network).join(', ')})`).join('; ');
  const what = choice.asked === undefined ? 'No network' : `No network "${choice.asked}"`;
  throw new GatewayError('generator/no-network', `${what} of generator ${choice.generator} is installed that makes lesions in the ${choice.organ.name}${choice.suits ? ` ${choice.suits.words}` : ''}; installed are: ${known || 'none'}.`, {
    context: { generator: choice.generator, organ: choice.organ.name },
  });
}

/** A list of names, or a table by name. */
function organsOf({ settings: { organs } }: NetworkDescription): readonly string[] {
  return Array.isArray(organs) ? (organs as readonly string[]) : Object.keys(organs as object);
}

const isFor = (network: NetworkDescription, { name }: Organ): boolean => organsOf(network).includes(name);
