import type { FrameHeader } from '../frame-header.ts';
import type { WarningCode } from '../warnings.ts';

/** What a caller may ask of a series. */
export interface PlanOptions {
  /** Fewest slices that make a volume. Default 10. */
  readonly minSlices?: number;
  /** Most voxels that will be allocated. */
  readonly maxVoxels?: number;
  /** Name of a phase, or `first` or `largest`; only needed where there are several. */
  readonly phase?: string;
  readonly allowDerived?: boolean;
  readonly allowSynthetic?: boolean;
  /** Instances the archive says the series has. */
  readonly expectedInstances?: number;
}

/** Comparisons that need more than headers. Absent while only headers are known. */
export interface ContentComparison {
  /** Same SOP Instance UID: is the whole object the same? */
  sameObject(a: FrameHeader, b: FrameHeader): boolean;
  /** Are the stored pixels the same? */
  samePixels(a: FrameHeader, b: FrameHeader): boolean;
}

export interface Phase {
  readonly name: string;
  readonly instanceCount: number;
}

/** What a rule may know and tell. */
export interface PlanContext {
  readonly options: PlanOptions & { readonly minSlices: number; readonly maxVoxels: number };
  readonly content?: ContentComparison;
  warn(code: WarningCode, detail?: string): void;
  offerPhases(phases: readonly Phase[]): void;
}

/** Looks at the frames, may leave some out and tell it, or throws the GatewayError that refuses the series. */
export type Rule = (frames: readonly FrameHeader[], context: PlanContext) => readonly FrameHeader[];
