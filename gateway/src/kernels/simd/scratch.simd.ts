/** How much memory a call may use besides its fields: simd.ts provides as much. */
export const SCRATCH_BYTES: usize = 1_048_576;
