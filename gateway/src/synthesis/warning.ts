/** Codes of what synthesis may warn of; docs/errors.md says what each means. Stable. */
export const WARNING_CODES = [
  'contrast/empty-interval', 'contrast/isodense',
  'kernels/on-cpu',
  'lesion/cut-by-organ', 'lesion/faint', 'lesion/far-from-donor-size', 'lesion/mass-effect-limited', 'lesion/sub-voxel',
  'placement/relaxed-border-distance', 'placement/relaxed-central-slices', 'placement/relaxed-clearance-0.9', 'placement/relaxed-clearance-0.81', 'placement/relaxed-clearance-0.73',
  'placement/relaxed-cube-test', 'placement/relaxed-exophytic-room', 'placement/relaxed-exophytic-share', 'placement/relaxed-vessel-overlap',
  'plan/fewer-lesions',
  'quality/left-out',
  'vessels/threshold-raised',
] as const;

/** Something that was relaxed, or that a reader of the result should know. */
export interface SynthesisWarning {
  readonly code: (typeof WARNING_CODES)[number];
  readonly message: string;
}
