import { Ajv2020 } from 'ajv/dist/2020.js';
import { GatewayError } from '../errors.ts';
import type { Plan } from '../synthesis/plan/draw-plan.ts';
import { SIZE_CLASSES } from '../synthesis/plan/size-classes.ts';
import { STAGES } from '../synthesis/plan/stages.ts';
import type { Vec3 } from '../volume/geometry.ts';

export interface FeedCase {
  readonly name: string;
  readonly image: string;
  readonly labels: string;
  readonly weight: number;
  readonly organValues: readonly number[];
  readonly lesionValues: readonly number[];
  readonly ignoreValues: readonly number[];
}

export interface FeedConfig {
  readonly seed: number;
  readonly patchZyx: Vec3;
  readonly spacingMm: number;
  readonly organ: string;
  readonly generator: string;
  /** Name of a lesion kind of the organ; absent: its first. */
  readonly lesionKind?: string;
  /** Lesions as a size class or a stage has them; absent: few lesions of the ranges below, with looks wider than any one phase's. */
  readonly plan?: Plan;
  /** Set for every lesion. Without a plan they take the place of those looks, and a number may be [low, high], drawn for each lesion. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Share of the patches whose scan gets lesions. */
  readonly lesionShare: number;
  readonly mostLesions: number;
  readonly radiusMm: readonly [number, number];
  readonly hypodenseShare: number;
  /** Share of the views not aimed at a lesion that look anywhere in the scan rather than at the organ. */
  readonly anywhereShare: number;
  /** Each patch is followed by what the view shows without its synthetic lesions. */
  readonly withOriginal: boolean;
  readonly cases: readonly FeedCase[];
}

const share = { type: 'number', minimum: 0, maximum: 1 } as const;
const name = { type: 'string', minLength: 1 } as const;
const labels = { type: 'array', items: { type: 'integer', minimum: 1, maximum: 255 } } as const;
const triple = (item: object) => ({ type: 'array', minItems: 3, maxItems: 3, items: item });
const oneOf = (key: string, names: readonly string[]) => ({ type: 'object', additionalProperties: false, required: [key], properties: { [key]: { enum: names } } });

const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['cases'],
  properties: {
    seed: { type: 'integer', minimum: 0, maximum: 0xffffffff, default: 1 },
    patchZyx: { ...triple({ type: 'integer', minimum: 1, maximum: 1024 }), default: [96, 96, 96] },
    spacingMm: { type: 'number', exclusiveMinimum: 0, maximum: 20, default: 1.5 },
    organ: { ...name, default: 'liver' },
    generator: { ...name, default: 'studio' },
    lesionKind: name,
    plan: { oneOf: [oneOf('sizeClass', [...SIZE_CLASSES.map(each => each.name), 'mix', 'any']), oneOf('stage', [...STAGES.map(each => each.name), 'any'])] },
    parameters: { type: 'object' },
    lesionShare: { ...share, default: 0.8 },
    mostLesions: { type: 'integer', minimum: 1, maximum: 64, default: 4 },
    radiusMm: { type: 'array', minItems: 2, maxItems: 2, items: { type: 'number', exclusiveMinimum: 0, maximum: 100 }, default: [2.5, 30] },
    hypodenseShare: { ...share, default: 0.85 },
    anywhereShare: { ...share, default: 0.1 },
    withOriginal: { type: 'boolean', default: false },
    cases: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'image', 'labels'],
        properties: {
          name, image: name, labels: name,
          weight: { type: 'number', exclusiveMinimum: 0, default: 1 },
          organValues: { ...labels, default: [1] },
          lesionValues: { ...labels, default: [] },
          ignoreValues: { ...labels, default: [] },
        },
      },
    },
  },
} as const;

const validate = new Ajv2020({ allErrors: true, useDefaults: true, strict: false }).compile(SCHEMA);

/** A feed's configuration, checked, defaults filled in. Throws request/invalid naming each fault. */
export function parseFeedConfig(value: unknown): FeedConfig {
  const config: unknown = structuredClone(value);
  if (validate(config)) return config as unknown as FeedConfig;
  const faults = (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const unknown = (params as { additionalProperty?: string }).additionalProperty;
    return `${instancePath.slice(1) || 'it'} ${message ?? 'is invalid'}${unknown === undefined ? '' : ` ("${unknown}")`}`;
  });
  throw new GatewayError('request/invalid', `The feed's configuration is wrong: ${faults.slice(0, 5).join('; ')}.`, { context: { faults } });
}
