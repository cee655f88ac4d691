import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

export const CONTRACT_FILE = resolve(import.meta.dirname, '../../openapi/gateway.yaml');

interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

export const contract = parse(readFileSync(CONTRACT_FILE, 'utf8')) as Contract;

const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options']);

/** Every operation as `get /api/jobs/{jobId}`. */
export const operations: readonly string[] = Object.entries(contract.paths).flatMap(([path, item]) =>
  Object.keys(item).filter(method => METHODS.has(method)).map(method => `${method} ${path}`),
);

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat('uuid', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
ajv.addFormat('date-time', { type: 'string', validate: (text: string) => /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)) });
ajv.addSchema({ $id: 'contract', ...contract });

/** A validator independent of the one the gateway uses. */
export function schemaValidator(name: string): ValidateFunction {
  return ajv.compile({ $ref: `contract#/components/schemas/${name}` });
}
