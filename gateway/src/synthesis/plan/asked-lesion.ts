import type { ContrastPhase } from '../../anatomy/organ.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import type { SizeClassName } from './size-classes.ts';

/** The size of a lesion: a volume-equivalent radius in mm, or a class to draw one from. */
type AskedSize = { readonly radiusMm: number; readonly sizeClass?: undefined } | { readonly sizeClass: SizeClassName; readonly radiusMm?: undefined };

/** What a caller asks of one lesion. What it leaves open is taken from the scan's request, then drawn from the seed. */
export type AskedLesion = AskedSize & {
  /** Site in LPS mm; absent: a legal one is drawn. */
  readonly centreLps?: Vec3;
  /** Unsigned 32-bit. Absent: the scan's own for its first lesion, else drawn from it. */
  readonly seed?: number;
} & LesionLook;

/** What may be asked of one lesion or of all lesions of a scan. */
export interface LesionLook {
  /** Name of one of the organ's lesion kinds; absent: its first. */
  readonly kind?: string;
  /** Absent: guessed from the parenchyma. */
  readonly phase?: ContrastPhase;
  /** The generator's own, checked against its schema. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}
