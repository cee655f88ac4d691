import type { ContrastPhase } from './organ.ts';

/** Values lie between the two, both included. */
export type Range = readonly [low: number, high: number];

/** A normal law cut off at both ends, HU. */
export interface HuLaw {
  readonly mean: number;
  readonly sd: number;
  readonly low: number;
  readonly high: number;
}

/** What some lesions of a kind have and others have not. */
interface Sometimes {
  /** Smaller lesions never have it, mm. */
  readonly fromRadiusMm: number;
  readonly probability: number;
}

/** How one kind of lesion looks in CT: the laws that unset values of a synthetic one are drawn from. */
export interface LesionKind {
  /** Machine name, unique within an organ: `primary`. */
  readonly name: string;
  /** What a reader sees. */
  readonly label: string;
  /** Volume-equivalent radius range offered, mm. */
  readonly radiusMm: Range;
  /** In-plane edge blur, SD in mm. */
  readonly edgeSigmaMm: Range;
  readonly contrast: {
    /** What the laws give: lesion minus parenchyma, or the lesion's own HU whatever lies around (fluid). */
    readonly measure: 'relative' | 'absolute';
    readonly huByPhase: Readonly<Record<ContrastPhase, HuLaw>>;
  };
  /** SD of the slow variation inside, as a share of the contrast. */
  readonly heterogeneity: Range;
  /** Smooth bending and fine unevenness of the surface, as shares of the radius. */
  readonly deformation: Range;
  readonly roughness: Range;
  /** Strength of pushing tissue aside, from 8 mm radius on. */
  readonly massEffect: Range;
  /** Bright shell at the surface: crest HU, and SD of its thickness in mm. */
  readonly rim: Sometimes & { readonly crestHu: Range; readonly thicknessMm: Range };
  /** Dark middle: share of the volume, and HU against the rest of the lesion. */
  readonly core: Sometimes & { readonly share: Range; readonly hu: Range };
  /** Growth beyond the organ's border: share of the volume that lies outside. */
  readonly exophytic: Sometimes & { readonly share: Range };
}
