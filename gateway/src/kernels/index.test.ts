import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KERNELS } from './index.ts';

const shaderOf = (name: string) => readFileSync(join(import.meta.dirname, name, `${name}.wgsl`), 'utf8');

it('lists every folder that holds a kernel', () => {
  const folders = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('kernel.ts') && path.includes('/'));
  expect(KERNELS.map(({ name }) => `${name}/kernel.ts`).toSorted()).toEqual(folders.toSorted());
});

describe.each(KERNELS.map(kernel => [kernel.name, kernel] as const))('%s', (name, kernel) => {
  const text = shaderOf(name);

  it('has the parameters of its WGSL struct, in the same order', () => {
    const struct = /struct Parameters \{([^}]*)\}/.exec(text)?.[1] ?? '';
    const members = [...struct.matchAll(/(\w+): (\w+),/g)].map(([, member, kind]) => [member, kind]);
    expect(members).toEqual(Object.entries(kernel.parameters));
  });

  it('has the inputs and the output of its WGSL bindings', () => {
    const bindings = [...text.matchAll(/@binding\((\d+)\) var<storage, (\w+)> \w+: (?:array<(?:atomic<)?(\w+)>{1,2}|Parameters)/g)].map(([, binding, access, kind]) => [Number(binding), access, kind]);
    const inputs = kernel.inputs.map((kind, n) => [n + 1, 'read', kind]);
    expect(bindings).toEqual([[0, 'read', undefined], ...inputs, [inputs.length + 1, 'read_write', kernel.output]]);
  });

  it('runs in workgroups of 64', () => {
    expect(text).toContain('@compute @workgroup_size(64)\nfn main(');
  });
});
