/** Compiles the kernels that have a form for 128-bit vectors (gateway/src/kernels/<kernel>/<kernel>.simd.ts, AssemblyScript) to one WebAssembly module, kept as a TypeScript file of its bytes. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import asc from 'assemblyscript/asc';

const kernels = resolve(import.meta.dirname, '../gateway/src/kernels');
const folder = join(kernels, 'simd/generated');
const sources = readdirSync(kernels, { recursive: true }).filter(path => path.endsWith('.simd.ts') && !path.startsWith('simd/')).sort();
const options = ['--outFile', 'module.wasm', '--enable', 'simd', '--runtime', 'stub', '--importMemory', '--noAssert', '-O3', '--baseDir', kernels];

const files = new Map();
const { error, stderr } = await asc.main([...sources, ...options], { writeFile: (name, contents) => files.set(name, contents) });
if (error) {
  process.stderr.write(stderr.toString());
  process.exit(1);
}
const bytes = Buffer.from(files.get('module.wasm')).toString('base64');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'module.ts'), `/** Made by scripts/build-simd.mjs. */\nexport const MODULE_BASE64 =\n  '${bytes}';\n`);
