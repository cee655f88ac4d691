import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { configurationDoc, DOCUMENT } from '../../scripts/configuration-doc.ts';

it('docs/configuration.md is what the schema says', () => {
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(configurationDoc());
});
