import { Ajv2020 } from 'ajv/dist/2020.js';
import { GatewayError } from '../errors.ts';
import type { Generator } from './generator.ts';

const ajv = new Ajv2020({ allErrors: true, useDefaults: true, strict: true, allowUnionTypes: true });
// `x-unit`: unit shown beside the field. `x-drawn`: law an unset value is drawn from. `x-instead-of`: the parameter whose place it takes when set.
ajv.addVocabulary(['x-unit', 'x-drawn', 'x-instead-of']);

/** A generator's parameters, checked against its schema, defaults filled in. Throws generator/invalid-parameters naming each fault. */
export function checkParameters(generator: Generator, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const parameters = structuredClone(given) as Record<string, unknown>;
  const validate = ajv.getSchema(schemaKey(generator)) ?? ajv.addSchema(generator.parameters, schemaKey(generator)).getSchema(schemaKey(generator))!;
  if (validate(parameters)) return parameters;
  const faults = (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const name = instancePath.slice(1) || String((params as { additionalProperty?: string }).additionalProperty ?? 'parameters');
    return { name, message: message ?? 'is invalid' };
  });
  throw new GatewayError('generator/invalid-parameters', `${faults.map(({ name, message }) => `${name} ${message}`).join('; ')}. The schema of ${generator.name} lists what it takes.`, {
    context: { generator: generator.name, faults },
  });
}

const schemaKey = ({ name, version }: Generator): string => `lesion-forge:generator:${name}:${version}`;
