import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../gateway/src/errors.ts';
import { WARNING_CODES } from '../../gateway/src/synthesis/warning.ts';

const document = readFileSync(resolve(import.meta.dirname, '../../docs/errors.md'), 'utf8');
const rows = [...document.matchAll(/^\| `([^`]+)` \| (\d+) \| (yes|no) \| (.+?) \| (.*) \|$/gm)].map(([, code, status, retry, title, remedy]) => ({ code, status: Number(status), retry, title, remedy }));

describe('docs/errors.md', () => {
  it('has one row for each code, in the order of the table, and no other', () => {
    const expected = Object.entries(ERRORS).map(([code, { status, retryable, title }]) => ({ code, status, retry: retryable ? 'yes' : 'no', title }));
    expect(rows.map(({ code, status, retry, title }) => ({ code, status, retry, title }))).toEqual(expected);
  });

  it('says for each what to do, in a sentence', () => {
    expect(rows.filter(({ remedy = '' }) => !/^[A-Z].{5,}\.$/.test(remedy)).map(({ code }) => code)).toEqual([]);
  });

  it('tells of every warning of the synthesis what it means and what to do', () => {
    const warnings = [...document.matchAll(/^\| `([^`]+)` \| [A-Z][^|]+\. \| [A-Z][^|]+\. \|$/gm)].map(([, code]) => code);
    expect(warnings).toEqual(WARNING_CODES);
  });
});
