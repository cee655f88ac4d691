import type { ParseArgsConfig } from 'node:util';

const NEGATIVE = /^-[\d.]/;

/** `--centre-mm -90,4,12` as `--centre-mm=-90,4,12`: parseArgs takes a value that begins with a minus only in the second form. */
export function joinNegativeNumbers(args: readonly string[], options: NonNullable<ParseArgsConfig['options']>): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const before = joined.at(-1);
    if (NEGATIVE.test(arg) && before?.startsWith('--') && options[before.slice(2)]?.type === 'string') joined[joined.length - 1] = `${before}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}
