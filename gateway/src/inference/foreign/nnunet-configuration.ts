import type { ForeignOptions } from './foreign-model.ts';
import { asObject, unsupported, type JsonObject } from './reading.ts';

/** Configurations that a single three-dimensional network can run by itself. */
const CONFIGURATIONS = ['3d_fullres', '3d_lowres'] as const;

/** nnU-Net keeps a trained model in TRAINER__PLANS__CONFIGURATION. */
const inFolderName = (folder = ''): string | undefined => /^[^_].*?__.+?__(\w+)$/.exec(folder)?.[1];

/**
 * The configuration of a plan that the network was trained for, with what it inherits: the one asked for, else the one the folder is named after, else the only
 * one that can be run. Throws model/foreign-unsupported when that is none or not certain.
 */
export function configurationOf(plans: JsonObject, { configuration, folder }: ForeignOptions): JsonObject {
  const all = asObject(plans['configurations'], 'configurations in plans.json');
  const name = configuration ?? inFolderName(folder) ?? onlyOneOf(all);
  const chosen = inherited(all, name, []);
  if (chosen['previous_stage']) throw unsupported(`Configuration ${name} is a cascade and needs another network's answer; export 3d_fullres or 3d_lowres.`);
  return chosen;
}

function onlyOneOf(all: JsonObject): string {
  const [first, second] = CONFIGURATIONS.filter(known => known in all);
  if (first === undefined) throw unsupported(`The plan has no configuration ${CONFIGURATIONS.join(' or ')}, but ${Object.keys(all).join(', ')}; only three-dimensional networks can be taken.`);
  if (second !== undefined) throw unsupported(`The plan has ${first} and ${second}, with other voxel sizes; say which of them the network was trained for with --configuration.`);
  return first;
}

function inherited(all: JsonObject, name: string, heirs: readonly string[]): JsonObject {
  if (!Object.hasOwn(all, name)) throw unsupported(`The plan has no configuration ${name}, but ${Object.keys(all).join(', ')}; say which with --configuration.`);
  if (heirs.includes(name)) throw unsupported(`Configuration ${name} inherits from itself.`);
  const own = asObject(all[name], `configuration ${name}`);
  const parent = own['inherits_from'];
  return typeof parent === 'string' ? { ...inherited(all, parent, [...heirs, name]), ...own } : own;
}
