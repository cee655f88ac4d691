import { describe, expect, it } from 'vitest';
import { isSynthetic } from './is-synthetic.ts';
import { jsonDataset, type JsonObject } from './json-dataset.ts';

const of = (json: JsonObject) => isSynthetic(jsonDataset(json));
const equipment = (value: string, scheme: string): JsonObject => ({
  '0018A001': { vr: 'SQ', Value: [{ '00080070': { vr: 'LO', Value: ['A scanner'] } }, { '0040A170': { vr: 'SQ', Value: [{ '00080100': { vr: 'SH', Value: [value] }, '00080102': { vr: 'SH', Value: [scheme] } }] } }] },
});

describe('isSynthetic', () => {
  it.each<[string, JsonObject]>([
    ['Synthetic Data', { '0008001C': { vr: 'CS', Value: ['YES'] } }],
    ['the series description alone', { '0008103E': { vr: 'LO', Value: ['SYNTHETIC - NOT ACQUIRED liver lesion'] } }],
    ['synthesizing equipment alone', equipment('109100', 'DCM')],
  ])('believes %s', (_mark, json) => expect(of(json)).toBe(true));

  it.each<[string, JsonObject]>([
    ['nothing', {}],
    ['Synthetic Data NO', { '0008001C': { vr: 'CS', Value: ['NO'] } }],
    ['a description that speaks of it', { '0008103E': { vr: 'LO', Value: ['Portal venous, not synthetic'] } }],
    ['other equipment', equipment('109101', 'DCM')],
    ['the code of another scheme', equipment('109100', '99LOCAL')],
  ])('leaves a real series alone: %s', (_what, json) => expect(of(json)).toBe(false));
});
