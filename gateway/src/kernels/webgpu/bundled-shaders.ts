import type { ReadShader } from './shader-texts.ts';

/** Shader files out of a bundle: esbuild turns the pattern into a table of their texts (loader `text` for `.wgsl`). Not for Node. */
export const bundledShader: ReadShader = async (folder, name) => ((await import(`../${folder}/${name}.wgsl`)) as { readonly default: string }).default;
