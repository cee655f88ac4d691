/** A float32 tensor, last dimension fastest. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type Tensors = Readonly<Record<string, Tensor>>;

/** A network that makes lesions, installed here. */
export interface NetworkDescription {
  readonly name: string;
  readonly version: string;
  /** Name of the generator that hosts it. */
  readonly generator: string;
  readonly licence: string;
  /** One digest of all its files, hex SHA-256. */
  readonly digest: string;
  /** As its manifest says; the generator that hosts it knows the schema. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface Network extends NetworkDescription {
  /**
   * Runs one of its graphs, away from this thread. Rejects with the signal's reason when the work is aborted.
   * Throws model/wrong-shape (an input or output the graph has not, or has in another shape), model/altered, model/unreadable, model/unsupported, inference/*.
   */
  run(graph: string, inputs: Tensors, outputs: readonly string[]): Promise<Tensors>;
}

/** How a generator reaches networks: synthesis never imports inference. */
export interface NetworkLibrary {
  /** Those installed, sorted by name. */
  list(): Promise<readonly NetworkDescription[]>;
  /** Throws model/unknown, model/unreadable, model/altered, model/wrong-task. */
  open(name: string, signal: AbortSignal): Promise<Network>;
}
