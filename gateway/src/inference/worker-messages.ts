/** Names of ONNX Runtime's execution providers that the gateway uses. */
export type Provider = 'cuda' | 'webgpu' | 'cpu';

/** One try to open a session with one provider. */
export interface ProviderAttempt {
  readonly provider: Provider;
  readonly ok: boolean;
  /** Why it failed, in the runtime's words. */
  readonly reason?: string;
}

/** A tensor in the exchange file. */
export interface NamedShape {
  readonly name: string;
  readonly shape: readonly number[];
}

export type FailureCode = 'model/altered' | 'model/unreadable' | 'model/unsupported' | 'model/wrong-shape' | 'inference/no-provider' | 'inference/crashed';

/** What the parent asks of an inference process. Tensors travel through the exchange file, not through messages. */
export type ToWorker =
  | { readonly kind: 'load'; readonly path: string; readonly sha256: string; readonly providers: readonly Provider[]; readonly threads: number }
  /** Run on the float32 tensors that lie one after the other at the start of the exchange file. */
  | { readonly kind: 'run'; readonly inputs: readonly NamedShape[]; readonly outputs: readonly string[] };

export type FromWorker =
  | { readonly kind: 'loaded'; readonly provider: Provider; readonly attempts: readonly ProviderAttempt[] }
  /** The outputs lie in the exchange file after the inputs; `runMs` is the bare session run. */
  | { readonly kind: 'ran'; readonly outputs: readonly NamedShape[]; readonly runMs: number }
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly detail: string; readonly attempts?: readonly ProviderAttempt[] };

/** File descriptor of the exchange file in the inference process: the first after stdio and the IPC channel. */
export const EXCHANGE_FD = 4;
