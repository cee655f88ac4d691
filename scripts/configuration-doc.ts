/** Writes docs/configuration.md from the configuration schema: `node --import tsx scripts/configuration-doc.ts`. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CONFIG_SCHEMA } from '../gateway/src/config-schema.ts';

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly oneOf?: readonly Node[];
}

export const DOCUMENT = resolve(import.meta.dirname, '../docs/configuration.md');

const INTRO = `# Configuration

One JSON file, given as \`lesionforge serve --config FILE\` or in \`LESION_FORGE_CONFIG\`. It is read once at start; unknown keys are refused.
\`LESION_FORGE_HOST\` and \`LESION_FORGE_PORT\` win over the file. Secrets are never in the file: a key that ends in \`Env\` holds the
*name* of an environment variable. Relative directories are taken from the folder of the file.

\`\`\`json
{
  "dataDir": "/var/lib/lesion-forge",
  "archives": [
    { "name": "pacs", "url": "http://127.0.0.1:8042/dicom-web", "server": "orthanc",
      "auth": { "kind": "basic", "user": "gateway", "passwordEnv": "PACS_PASSWORD" } },
    { "name": "research", "url": "http://127.0.0.1:8043/dicom-web", "allowSynthetic": true }
  ]
}
\`\`\`

| key | type | default | meaning |
|---|---|---|---|
`;

/** The whole document as text. */
export function configurationDoc(): string {
  return INTRO + rows(CONFIG_SCHEMA as unknown as Node, '').map(cells => `| ${cells.join(' | ')} |\n`).join('');
}

function rows(node: Node, path: string): string[][] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const at = path === '' ? key : `${path}.${key}`;
    const required = node.required?.includes(key) ?? false;
    const inner = child.items?.properties ? rows(child.items, `${at}[]`) : rows(child, at);
    const variants = (child.oneOf ?? []).map(variant => variantRow(at, variant));
    return [[`\`${at}\``, typeOf(child), defaultOf(child, required), child.description ?? ''], ...inner, ...variants];
  });
}

function variantRow(at: string, variant: Node): string[] {
  const keys = Object.entries(variant.properties ?? {}).map(([key, value]) => (value.const === undefined ? `\`${key}\`` : `\`${key}: "${value.const}"\``));
  return [`\`${at}\``, 'object', '', `one form: ${keys.join(', ')}`];
}

function typeOf(node: Node): string {
  if (node.enum) return node.enum.map(value => `\`${value}\``).join(' or ');
  if (node.oneOf) return 'object';
  if (node.type === 'array') return `list of ${node.items?.enum ? typeOf(node.items) : (node.items?.type ?? 'values')}`;
  const range = node.minimum === undefined && node.maximum === undefined ? '' : ` ${node.minimum ?? ''}..${node.maximum ?? ''}`;
  return `${node.type ?? ''}${range}`;
}

function defaultOf(node: Node, required: boolean): string {
  if (required) return '**required**';
  if (node.default === undefined || node.type === 'object') return '';
  return `\`${JSON.stringify(node.default)}\``;
}

if (process.argv[1] === import.meta.filename) writeFileSync(DOCUMENT, configurationDoc());
