import type { Readiness } from '@lesion-forge/openapi';
import { toProblem } from '../errors.ts';

export interface Check {
  readonly name: string;
  /** What to do when it fails. */
  readonly remedy: string;
  /** Resolves to a word on what was found; throws when it is not usable. */
  readonly run: () => Promise<string>;
}

/** Answers of one round are good for this long, so that probes cannot load an archive. */
const FRESH_MS = 5_000;

/** Runs all checks side by side, at most once every five seconds. */
export function readiness(checks: readonly Check[]): () => Promise<Readiness> {
  let last: { readonly atMs: number; readonly answer: Promise<Readiness> } | undefined;
  return () => {
    if (last === undefined || performance.now() - last.atMs > FRESH_MS) last = { atMs: performance.now(), answer: runChecks(checks) };
    return last.answer;
  };
}

/** One round of checks; a failed one carries its problem and its remedy. */
export async function runChecks(checks: readonly Check[]): Promise<Readiness> {
  const results = await Promise.all(checks.map(runCheck));
  return { ready: results.every(({ ok }) => ok), checks: results };
}

async function runCheck({ name, remedy, run }: Check): Promise<Readiness['checks'][number]> {
  try {
    return { name, ok: true, detail: await run() };
  } catch (error) {
    return { name, ok: false, detail: toProblem(error).detail, remedy };
  }
}
