import type { Generator, GeneratorTools, OptionalTool } from './generator.ts';

/** The generators that can run with the tools at hand, in their order. */
export const offered = (generators: readonly Generator[], tools: Pick<GeneratorTools, OptionalTool>): readonly Generator[] =>
  generators.filter(({ name, requires = [] }) => requires.every(tool => (tool === 'networks' ? tools.networks?.installed.some(network => network.generator === name) : tools[tool] !== undefined)));
