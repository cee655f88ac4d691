/** Something that was relaxed, or that a reader of the result should know. Codes are stable. */
export interface SynthesisWarning {
  readonly code: string;
  readonly message: string;
}
