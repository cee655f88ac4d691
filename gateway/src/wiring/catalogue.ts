import type { Generator as GeneratorEntry, Model, Organ as OrganEntry } from '@lesion-forge/openapi';
import type { Organ, SegmentDescription } from '../anatomy/organ.ts';
import type { LoadedGeneratorModel } from '../inference/load-generator-model.ts';
import type { ModelManifest } from '../inference/manifest.ts';
import type { Generator } from '../synthesis/generator.ts';

/** A network as the contract describes it. */
export function modelEntry(manifest: ModelManifest, defaultName: string): Model {
  const { name, version, title, description, licence, task, sha256 } = manifest;
  const segments = manifest.labels.flatMap((label, value) => (label === null ? [] : [segmentEntry(label, value)]));
  return { name, version, title, description, licence, task, digest: sha256, isDefault: name === defaultName, segments };
}

/** A network that makes lesions, as the contract describes it: it has no segments, and names the generator that hosts it. */
export function generatorModelEntry({ manifest, digest }: LoadedGeneratorModel): Model {
  const { name, version, title, description, licence, task, generator } = manifest;
  return { name, version, title, description, licence, task, digest, isDefault: false, segments: [], generator };
}

/** A generator as the contract describes it; the first of the list is the default. */
export const generatorEntry = ({ name, title, description, version, parameters }: Generator, position: number): GeneratorEntry => ({
  name, title, description, version, isDefault: position === 0, parameters: { ...parameters },
});

/** An organ as the contract describes it. */
export const organEntry = ({ name, label, segment, lesion, lesionKinds }: Organ): OrganEntry => ({
  name, label, segment: segmentEntry(segment, 1), lesion: segmentEntry(lesion, 2), radiusMm: [...lesionKinds[0].radiusMm],
  kinds: lesionKinds.map(({ name: kind, label: title, radiusMm }) => ({ name: kind, label: title, radiusMm: [...radiusMm] as [number, number] })) as unknown as OrganEntry['kinds'],
});

const segmentEntry = ({ name, label, category, type, colour }: SegmentDescription, value: number) => ({ value, name, label, category, type, colour: [...colour] as [number, number, number] });
