import type { Kernel } from '../kernel.ts';

/** The whole WGSL of a kernel. */
export type ShaderTexts = (kernel: Kernel) => string;

/** Reads `<folder>/<name>.wgsl` of the kernels' folder: from disk in Node, out of the bundle in a browser. */
export type ReadShader = (folder: string, name: string) => string | Promise<string>;

/** Reads the WGSL of the kernels, each with the shared parts that its line `// uses: ...` names before it. */
export async function loadShaderTexts(kernels: readonly Kernel[], read: ReadShader): Promise<ShaderTexts> {
  const texts = new Map<string, string>();
  await Promise.all(
    kernels.map(async ({ name }) => {
      const own = await read(name, name);
      const parts = await Promise.all(partsOf(own).map(part => read('shared', part)));
      texts.set(name, [...parts, own].join('\n'));
    }),
  );
  return ({ name }) => {
    const text = texts.get(name);
    if (text === undefined) throw new RangeError(`The WGSL of kernel ${name} was not loaded.`);
    return text;
  };
}

const partsOf = (text: string): readonly string[] => /^\/\/ uses: (.+)$/m.exec(text)?.[1]?.split(', ') ?? [];
