import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeRound, type FindLesions, type Round, type RoundResult } from '../../challenge/make-round.ts';
import type { GeneratorTools } from '../../synthesis/generator.ts';
import { parseJson } from '../values.ts';
import { writeWholeFolder } from '../whole-folder.ts';

export interface RoundsRequest {
  /** Folder of the challenge. */
  readonly out: string;
  readonly rounds: readonly Omit<Round, 'find'>[];
  readonly find: FindLesions;
  readonly workers: number;
  readonly tools: GeneratorTools;
  readonly onDone: () => void;
}

/** Name of a picture of a lesion, within its round's folder. */
export const pictureName = (lesion: number): string => `lesion-${lesion}.png`;

/** The folder of one round. */
export const roundFolder = (out: string, scan: string, number: number): string => join(out, 'rounds', scan, String(number).padStart(4, '0'));

/** Runs rounds, some at once; those that are there already are read, so that a stopped challenge goes on. Each folder is whole or absent. Rejects as makeRound does, and with the signal's reason. */
export async function runRounds({ out, rounds, find, workers, tools, onDone }: RoundsRequest): Promise<readonly RoundResult[]> {
  const results: RoundResult[] = [];
  const waiting = rounds.map((round, at) => ({ round, at }));
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      tools.signal.throwIfAborted();
      results[next.at] = await oneRound({ ...next.round, find }, out, tools);
      onDone();
    }
  };
  const stopOthers = (error: unknown) => {
    waiting.length = 0;
    throw error;
  };
  await Promise.all(Array.from({ length: Math.min(workers, rounds.length) }, () => work().catch(stopOthers)));
  return results;
}

async function oneRound(round: Round, out: string, tools: GeneratorTools): Promise<RoundResult> {
  const folder = roundFolder(out, round.scan.name, round.number);
  const earlier = await readFile(join(folder, 'result.json'), 'utf8').catch(() => undefined);
  if (earlier !== undefined) return parseJson(earlier) as RoundResult;
  const { pictures, ...result } = await makeRound(round, tools);
  await writeWholeFolder(folder, async written => {
    for (const [lesion, png] of pictures) await written.write(pictureName(lesion), png);
    await written.writeJson('result.json', result);
  });
  return result;
}
