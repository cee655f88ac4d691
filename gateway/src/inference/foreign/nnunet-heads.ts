import type { ForeignModel } from './foreign-model.ts';
import { labelsFor } from './label-terms.ts';
import { asObject, unsupported, type JsonObject } from './reading.ts';

export interface Heads {
  /** Background first, whether the network has a channel for it or not. */
  readonly labels: ForeignModel['labels'];
  /** One sigmoid a region, no channel for the background; otherwise one softmax. */
  readonly areRegions: boolean;
}

type Entry = readonly [name: string, values: readonly number[]];

/** What the channels of the network stand for, from `labels` of dataset.json. The label to ignore has no channel. Throws model/foreign-unsupported. */
export function headsOf(plans: JsonObject, dataset: JsonObject): Heads {
  const manager = plans['label_manager'] ?? 'LabelManager';
  if (manager !== 'LabelManager') throw unsupported(`The plan reads the network's answer by ${String(manager)}; only nnU-Net's LabelManager can be followed.`);
  const entries = Object.entries(asObject(dataset['labels'], 'labels in dataset.json')).filter(([name]) => name !== 'ignore').map(entryOf);
  if (entries.find(([name]) => name === 'background')?.[1].join() !== '0') throw unsupported('The labels in dataset.json must have a "background" of 0.');
  return entries.some(([, values]) => values.length > 1) ? regions(entries, dataset) : classes(entries);
}

function entryOf([name, value]: [string, unknown]): Entry {
  if (/^\d+$/.test(name) && typeof value === 'string') throw unsupported('dataset.json is of nnU-Net v1 (labels by number); give the dataset.json beside plans.json of nnU-Net v2.');
  const values = Array.isArray(value) ? value.map(Number) : [Number(value)];
  if (values.length === 0 || !values.every(each => Number.isInteger(each) && each >= 0)) throw unsupported(`Label "${name.slice(0, 64)}" in dataset.json must have one whole number or a list of them.`);
  return [name, values];
}

/** Class names in the order of their values, which must run 0, 1, 2, ... */
function classes(entries: readonly Entry[]): Heads {
  const ordered = entries.map(([name, [value]]) => [name, value!] as const).toSorted((a, b) => a[1] - b[1]);
  if (ordered.some(([, value], n) => value !== n)) throw unsupported('The values of the labels in dataset.json must run 0, 1, 2, ... without a gap.');
  return { labels: labelsFor(ordered.map(([name]) => name)), areRegions: false };
}

/** Regions in the order of the file, which is that of the channels and of the painting. */
function regions(entries: readonly Entry[], dataset: JsonObject): Heads {
  const order = dataset['regions_class_order'];
  const names = entries.filter(([, values]) => values.some(value => value !== 0)).map(([name]) => name);
  if (!Array.isArray(order) || order.length !== names.length) throw unsupported(`The network was trained on ${names.length} overlapping regions; dataset.json must name as many values in regions_class_order.`);
  if (new Set(order).size !== order.length) throw unsupported('regions_class_order in dataset.json names a value twice; each region must have a value of its own.');
  return { labels: labelsFor(['background', ...names]), areRegions: true };
}
