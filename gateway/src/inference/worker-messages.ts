/** Names of ONNX Runtime's execution providers that the gateway uses. */
export type Provider = 'cuda' | 'webgpu' | 'cpu';

/** One try to open a session with one provider. */
export interface ProviderAttempt {
  readonly provider: Provider;
  readonly ok: boolean;
  /** Why it failed, in the runtime's words. */
  readonly reason?: string;
}

/** What the parent asks of an inference process. Tensors travel through the exchange file, not through messages. */
export type ToWorker =
  | { readonly kind: 'load'; readonly path: string; readonly sha256: string; readonly providers: readonly Provider[]; readonly threads: number }
  /** Run on the `shape` tensor that lies at the start of the exchange file, float32. */
  | { readonly kind: 'run'; readonly input: string; readonly output: string; readonly shape: readonly number[] };

export type FromWorker =
  | { readonly kind: 'loaded'; readonly provider: Provider; readonly attempts: readonly ProviderAttempt[] }
  /** The output tensor lies in the exchange file after the input; `runMs` is the bare session run. */
  | { readonly kind: 'ran'; readonly shape: readonly number[]; readonly runMs: number }
  | { readonly kind: 'failed'; readonly code: 'model/altered' | 'model/unreadable' | 'inference/no-provider' | 'inference/crashed'; readonly detail: string; readonly attempts?: readonly ProviderAttempt[] };

/** File descriptor of the exchange file in the inference process: the first after stdio and the IPC channel. */
export const EXCHANGE_FD = 4;
