import { Ajv2020 } from 'ajv/dist/2020.js';
import { GatewayError } from '../../errors.ts';
import type { ScanRecipe } from './scan-recipe.ts';

const number = { type: 'number' } as const;
const name = { type: 'string', minLength: 1, maxLength: 64 } as const;
const seed = { type: 'integer', minimum: 0, maximum: 0xffffffff } as const;
const digest = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const;
const point = { type: 'array', minItems: 3, maxItems: 3, items: number } as const;

/** What a recipe must hold to be followed; it may hold more. */
const SCHEMA = {
  type: 'object',
  required: ['generator', 'generatorVersion', 'organ', 'seed', 'phaseSource', 'statistics', 'input', 'lesions', 'warnings'],
  properties: {
    generator: name,
    generatorVersion: name,
    organ: name,
    seed,
    plan: { type: 'object' },
    phaseSource: { enum: ['caller', 'guessed'] },
    statistics: {
      type: 'object',
      required: ['meanHu', 'sdHu', 'noiseSdHu', 'vesselThresholdHu', 'vesselFraction', 'volumeMl'],
      properties: { residualCorrelation: { type: 'array' } },
      additionalProperties: number,
    },
    input: { type: 'object', required: ['ctSha256', 'organMaskSha256'], properties: { ctSha256: digest, organMaskSha256: digest } },
    warnings: { type: 'array', items: { type: 'string' } },
    lesions: {
      type: 'array',
      minItems: 1,
      maxItems: 254,
      items: {
        type: 'object',
        required: ['role', 'seed', 'kind', 'radiusMm', 'centreLps', 'phase', 'asked', 'parameters', 'placement'],
        properties: {
          role: { enum: ['lesion', 'core', 'satellite'] },
          seed,
          kind: name,
          radiusMm: { type: 'number', exclusiveMinimum: 0, maximum: 100 },
          centreLps: point,
          phase: { enum: ['native', 'arterial', 'venous', 'delayed'] },
          asked: { type: 'object' },
          parameters: { type: 'object' },
          placement: { type: 'object', required: ['centreLps', 'source', 'borderMm', 'relaxations'], properties: { centreLps: point, relaxations: { type: 'array', items: { type: 'string' } } } },
        },
      },
    },
  },
} as const;

const validate = new Ajv2020({ allErrors: true, strict: false }).compile(SCHEMA);

/** A recipe from a file or a DICOM header: someone else's data until it has passed. Throws recipe/unreadable naming each fault. */
export function readRecipe(value: unknown): ScanRecipe {
  if (validate(value)) return value as ScanRecipe;
  const faults = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath.slice(1) || 'it'} ${message ?? 'is invalid'}`);
  throw new GatewayError('recipe/unreadable', `Not a recipe of this program: ${faults.slice(0, 5).join('; ')}.`, { context: { faults } });
}
