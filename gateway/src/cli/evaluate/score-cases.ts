import { GatewayError } from '../../errors.ts';
import { evaluateCase, type CaseScores, type EvaluationLabels } from '../../evaluation/evaluate-case.ts';
import { shownSlice, type ShownSlice } from '../../evaluation/slice-picture.ts';
import { readNiftiLabelmap } from '../../nifti/read-labelmap.ts';
import { sameGrid } from '../../volume/geometry.ts';
import type { Labelmap } from '../../volume/volume.ts';
import type { CommandContext } from '../command.ts';
import { findCases } from '../find-cases.ts';
import { readInput } from '../load-ct.ts';

export interface Scoring {
  /** Files by case name. */
  readonly reference: ReadonlyMap<string, string>;
  /** Folder. */
  readonly prediction: string;
  readonly labels: EvaluationLabels;
}

export interface ScoredCase {
  readonly scores: CaseScores;
  /** What a picture of the case shows, so that no file is read twice. */
  readonly shown: ShownSlice;
}

/** Scores every case of the reference. Throws evaluation/unpaired when one has no prediction (leaving it out would flatter), evaluation/different-grid, nifti/*, input/*. */
export async function scoreCases({ reference, prediction, labels }: Scoring, { signal, progress }: Pick<CommandContext, 'signal' | 'progress'>): Promise<readonly ScoredCase[]> {
  const predicted = await findCases(prediction);
  const missing = [...reference.keys()].filter(name => !predicted.has(name));
  if (missing.length > 0) throw new GatewayError('evaluation/unpaired', `${prediction} has no prediction for ${missing.length} of ${reference.size} cases, the first is "${missing[0]}". Predict them all, or leave them out of the reference.`, { context: { missing: missing.length } });
  const scored: ScoredCase[] = [];
  for (const [name, path] of reference) {
    signal.throwIfAborted();
    progress('evaluate', scored.length / reference.size);
    const [known, found] = [await labelmapAt(path), await labelmapAt(predicted.get(name)!)];
    if (!sameGrid(known.geometry, found.geometry, 0.05)) throw new GatewayError('evaluation/different-grid', `Case "${name}": prediction and reference lie on different grids. Write the prediction on the grid of the scan; scores are never computed on resampled masks.`);
    const pair = { reference: known, prediction: { ...found, geometry: known.geometry } };
    scored.push({ scores: evaluateCase({ name, ...pair }, labels), shown: shownSlice(pair, labels.lesionValue) });
  }
  return scored;
}

const labelmapAt = async (path: string): Promise<Labelmap> => readNiftiLabelmap(await readInput(path));
