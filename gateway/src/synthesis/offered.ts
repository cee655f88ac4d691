import type { DonorLibrary } from './donor.ts';
import type { Generator, OptionalTool } from './generator.ts';
import type { NetworkLibrary } from './networks.ts';

export interface ToolsAtHand {
  readonly networks?: Pick<NetworkLibrary, 'list'> | undefined;
  readonly donors?: DonorLibrary | undefined;
}

/** The generators that can run with the tools at hand, in their order: `networks` are at hand for a generator when one that it hosts is installed. */
export async function offered(generators: readonly Generator[], tools: ToolsAtHand): Promise<readonly Generator[]> {
  const installed = (await tools.networks?.list()) ?? [];
  const isAtHand = (generator: Generator, tool: OptionalTool) => (tool === 'networks' ? installed.some(network => network.generator === generator.name) : tools[tool] !== undefined);
  return generators.filter(generator => (generator.requires ?? []).every(tool => isAtHand(generator, tool)));
}
