import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PATHS } from '../../gateway/src/wiring/paths.ts';

const read = (path: string) => readFileSync(join(PATHS.root, path), 'utf8');
const markdown = (folder: string): string[] => readdirSync(join(PATHS.root, folder), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.md')).map(name => join(folder, name));
const documents = ['README.md', 'ohif-extension/README.md', 'models/training/README.md', ...markdown('docs')];

/** Paths in backticks that name something of this tree: they begin with one of its folders, and hold no placeholder. */
const OURS = /`((?:gateway|openapi|ohif-extension|models|test|scripts|docs)\/[\w./-]+)`/g;

describe('the documents', () => {
  it.each(documents)('%s names only files that are there', path => {
    const named = [...read(path).matchAll(OURS)].map(match => match[1] as string).filter(name => !name.includes('NAME') && !name.includes('/dist'));
    const linked = [...read(path).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(match => resolve(PATHS.root, dirname(path), match[1] as string));
    expect([...named.map(name => join(PATHS.root, name)), ...linked].filter(target => !existsSync(target))).toEqual([]);
  });

  it('NOTICE names every package that is bundled and every model', async () => {
    const { buildExtension } = (await import(pathToFileURL(join(PATHS.root, 'scripts/build-extension.mjs')).href)) as { buildExtension(options: { check: boolean }): Promise<{ packages: string[] }> };
    const { packages } = await buildExtension({ check: true });
    expect(packages).toContain('react-dom');
    const models = readdirSync(PATHS.models).filter(name => existsSync(join(PATHS.models, name, 'model.json')));
    expect(models).toContain('liver-lesion');
    const notice = read('NOTICE').split(/[\s,]+/);
    expect([...packages, ...models].filter(name => !notice.includes(name))).toEqual([]);
  });
});
