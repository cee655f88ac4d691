/** The host's tool groups whose viewports show slices. */
export const TOOL_GROUPS = ['default', 'mpr'] as const;
