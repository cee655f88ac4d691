/** Text that is written into DICOM (LO) and shown to readers: no control or direction-changing characters, no backslash, no angle brackets. */
const line = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\\\<>]+$' });

const object = (properties: Record<string, unknown>, required: readonly string[]) => ({ type: 'object', additionalProperties: false, required, properties });
const triple = (item: Record<string, unknown>) => ({ type: 'array', minItems: 3, maxItems: 3, items: item });
const machineName = { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,63}$' };
const number = { type: 'number' };

const concept = object({ value: line(64), scheme: line(16), meaning: line(64) }, ['value', 'scheme', 'meaning']);

const label = object({
  name: machineName, label: line(64), role: { enum: ['organ', 'lesion'] },
  category: concept, type: concept, anatomicRegion: concept,
  colour: triple({ type: 'integer', minimum: 0, maximum: 255 }),
  pieces: { type: 'integer', minimum: 1, maximum: 8 }, evidence: line(300),
}, ['name', 'label', 'role', 'category', 'type', 'colour']);

const normalisation = {
  oneOf: [
    object({ kind: { enum: ['unit', 'signed'] } }, ['kind']),
    object({ kind: { const: 'zscore' }, mean: number, sd: { type: 'number', exclusiveMinimum: 0 } }, ['kind', 'mean', 'sd']),
  ],
};

const onnxFile = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\\.onnx$' };
const sha256 = { type: 'string', pattern: '^[0-9a-f]{64}$' };

/** JSON schema of the `model.json` of a model that makes lesions. `settings` are checked against the schema of the generator that hosts it. */
export const GENERATOR_MANIFEST_SCHEMA = object({
  name: machineName, version: line(32), title: line(64), description: line(1000), licence: line(1000), source: line(1000),
  task: { const: 'lesion-generator' },
  generator: machineName,
  graphs: { type: 'object', minProperties: 1, maxProperties: 8, propertyNames: machineName, additionalProperties: object({ file: onnxFile, sha256 }, ['file', 'sha256']) },
  settings: { type: 'object' },
}, ['name', 'version', 'title', 'description', 'licence', 'source', 'task', 'generator', 'graphs', 'settings']);

/** JSON schema of the `model.json` of a model that finds organs or lesions; unknown keys are refused, so that a misspelt one cannot be silently without effect. */
export const MANIFEST_SCHEMA = object({
  name: machineName, version: line(32), title: line(64), description: line(1000), licence: line(200),
  task: { enum: ['organ-localiser', 'lesion-segmentation'] },
  architecture: machineName,
  file: onnxFile,
  sha256,
  spacingMm: triple({ type: 'number', exclusiveMinimum: 0, maximum: 50 }),
  orientation: { type: 'string', pattern: '^[LRPASI]{3}$' },
  windowHu: { type: 'array', minItems: 2, maxItems: 2, items: number },
  normalisation,
  windowSize: triple({ type: 'integer', minimum: 1, maximum: 1024 }),
  overlap: { type: 'number', minimum: 0, exclusiveMaximum: 1 },
  weighting: { enum: ['gaussian', 'constant'] },
  input: line(100), output: line(100),
  axisOrder: { enum: ['zyx', 'xyz'] },
  labels: { type: 'array', minItems: 2, maxItems: 256, items: { anyOf: [{ type: 'null' }, label] } },
  localiser: object({ model: machineName, organ: machineName, marginMm: { type: 'number', minimum: 0, maximum: 500 } }, ['model', 'organ', 'marginMm']),
  furtherOrgans: machineName,
  minLesionMm3: { type: 'number', minimum: 0 },
  minOrganContact: { type: 'number', minimum: 0, maximum: 1 },
  flatLesions: {
    type: 'array', minItems: 1, maxItems: 8,
    items: object({ elongation: { type: 'number', minimum: 0, maximum: 1 }, minOrganContact: { type: 'number', minimum: 0, maximum: 1 }, fromMm3: { type: 'number', minimum: 0 } }, ['elongation', 'minOrganContact']),
  },
  lesionThreshold: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
  lesionCore: object({ probability: { type: 'number', minimum: 0, maximum: 1 }, share: { type: 'number', minimum: 0, maximum: 1 } }, ['probability', 'share']),
}, ['name', 'version', 'title', 'description', 'licence', 'task', 'architecture', 'file', 'sha256', 'spacingMm', 'orientation', 'windowHu',
  'normalisation', 'windowSize', 'overlap', 'input', 'output', 'axisOrder', 'labels']);
