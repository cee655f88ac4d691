import type { LesionKind } from './lesion-kind.ts';

/** A code of a published terminology, as DICOM writes it (PS3.3 8.8). */
export interface CodedConcept {
  readonly value: string;
  /** Coding scheme designator: SCT, DCM, UCUM, ... */
  readonly scheme: string;
  readonly meaning: string;
}

/** A thing that a labelmap value stands for: how DICOM names it and how a viewer paints it. */
export interface SegmentDescription {
  /** Machine name, unique within one labelmap: `liver`, `liver-lesion`. */
  readonly name: string;
  /** What a reader sees. */
  readonly label: string;
  readonly category: CodedConcept;
  readonly type: CodedConcept;
  readonly anatomicRegion?: CodedConcept;
  /** sRGB, 0..255. */
  readonly colour: readonly [number, number, number];
}

export type ContrastPhase = 'native' | 'arterial' | 'venous' | 'delayed';

/** An organ that can be segmented and synthesised into. One file each in organs/. */
export interface Organ {
  readonly name: string;
  readonly label: string;
  readonly segment: SegmentDescription;
  readonly lesion: SegmentDescription;
  /** Typical mean of healthy parenchyma, HU, by contrast phase. */
  readonly parenchymaHu: Readonly<Record<ContrastPhase, readonly [low: number, high: number]>>;
  /** True where only vessels are brighter than the parenchyma; false where some of it is as bright, as the renal cortex. */
  readonly hasBrightVessels: boolean;
  /** Plausible volume of the whole organ in an adult, ml. */
  readonly volumeMl: readonly [low: number, high: number];
  /** What can be synthesised into it; the first is the default. */
  readonly lesionKinds: readonly [LesionKind, ...LesionKind[]];
}
