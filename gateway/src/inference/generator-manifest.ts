/** A file of a model and its digest. */
export interface GraphEntry {
  /** Name of the ONNX file beside the manifest. */
  readonly file: string;
  /** Hex SHA-256; checked at load. */
  readonly sha256: string;
}

/**
 * `models/<name>/model.json` of networks that make lesions rather than find them. How they are fed is the business of the generator that
 * hosts them; it knows the schema of `settings`.
 */
export interface GeneratorManifest {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  /** SPDX identifier, or a sentence. */
  readonly licence: string;
  /** Where the weights come from. */
  readonly source: string;
  readonly task: 'lesion-generator';
  /** Name of the generator that hosts it. */
  readonly generator: string;
  /** By the names under which the generator runs them. */
  readonly graphs: Readonly<Record<string, GraphEntry>>;
  readonly settings: Readonly<Record<string, unknown>>;
}
