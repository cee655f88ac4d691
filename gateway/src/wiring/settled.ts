import type { JobRequest } from '@lesion-forge/openapi';
import type { Organ } from '../anatomy/organ.ts';
import type { DicomWebClient } from '../dicomweb/client.ts';
import type { ModelManifest } from '../inference/manifest.ts';
import { manifestDigest } from '../inference/manifest-digest.ts';
import { jobKey } from '../jobs/job-key.ts';
import { coarseOutliners, valueOf } from '../tasks/outline-organ.ts';

/** What decides the outcome: the request with every name and choice settled, and the digest of what will run. */
export interface Settled {
  readonly request: JobRequest;
  readonly engine: string;
}

/** The named model, or the default one. Throws model/unknown. */
export type ModelNamed = (name?: string) => ModelManifest;

/** Digest of everything that decides what the job stores. */
export function keyOf({ request, engine }: Settled): string {
  const { task, source, ...parameters } = request;
  return jobKey({ task, archive: source.archive ?? '', studyUid: source.studyUid, seriesUid: source.seriesUid, engine, parameters: { ...parameters, phase: source.phase } });
}

/** The request with the archive's name in it. */
export const withArchive = <R extends JobRequest>(request: R, { archive }: DicomWebClient): R => ({ ...request, source: { ...request.source, archive: archive.name } });

/** Digest of the network and its manifest's rules, and that of the localiser that decides what it sees. */
export const engineOf = (manifest: ModelManifest, model: ModelNamed): string =>
  [manifest, ...(manifest.localiser ? [model(manifest.localiser.model)] : [])].map(manifestDigest).join('+');

/** Digest of the networks that would outline an organ nobody outlined; of the default ones where none can. */
export function outlineEngineOf(organ: Organ, model: ModelNamed): string {
  const standard = model();
  if (valueOf(standard, organ) !== undefined) return engineOf(standard, model);
  const coarse = coarseOutliners(standard).map(name => model(name)).find(each => valueOf(each, organ) !== undefined);
  return coarse ? manifestDigest(coarse) : engineOf(standard, model);
}
