#!/usr/bin/env node
/** Starts the built command line; says what to do where it has not been built. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('../dist/cli.js', import.meta.url);
if (existsSync(fileURLToPath(built))) await import(built);
else {
  process.stderr.write('lesionforge is not built yet. Run: npm run build\n');
  process.exitCode = 2;
}
