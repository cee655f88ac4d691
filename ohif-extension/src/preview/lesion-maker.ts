import type { Box } from '../../../gateway/src/volume/crop.ts';
import { toFailure, type RequestFailure } from '../client/request-failure.ts';
import type { LesionSpec } from './engine/lesion-spec.ts';
import type { EngineFace, HuBlock, MadeLesion } from './engine/messages.ts';
import { copyBlock, intersection } from './voxels/blocks.ts';
import { distanceMm } from '../tools/sphere-section.ts';
import type { ShownSeries } from './voxels/shown-series.ts';

/** A lesion to make, or why its entries make none. */
export type WantedLesion = { readonly id: number; readonly spec: LesionSpec; readonly failure?: undefined } | { readonly id: number; readonly spec?: undefined; readonly failure: RequestFailure };

export type Outcome = { readonly id: number; readonly made: MadeLesion; readonly failure?: undefined } | { readonly id: number; readonly made?: undefined; readonly failure: RequestFailure };

/** An outcome with all it depends on. */
interface Entry {
  readonly specKey: string;
  /** Voxels it was computed from. */
  readonly box?: Box;
  /** Earlier lesions that lie in that box, by the entry they were made in. */
  readonly earlier: readonly Entry[];
  readonly outcome: Outcome;
}

export interface LesionMaker {
  /**
   * Makes what has changed since the last call, in order, each lesion in the scan with those before it, as the gateway does. Calls back
   * after each. Stops early, with what it has, when overtaken.
   */
  update(wanted: readonly WantedLesion[], options: { readonly overtaken: () => boolean; readonly onStep: (outcomes: readonly Outcome[]) => void }): Promise<void>;
}

export function createLesionMaker(engine: EngineFace, series: ShownSeries): LesionMaker {
  let entries = new Map<number, Entry>();
  const make = async (lesion: WantedLesion, taken: LesionTaken, before: readonly Entry[]): Promise<Entry> => {
    const specKey = JSON.stringify([lesion.spec ?? null, taken]);
    if (lesion.failure) return { specKey, earlier: [], outcome: lesion };
    const { id, spec } = lesion;
    const known = entries.get(id);
    try {
      const box = known?.specKey === specKey && known.box ? known.box : await engine.boxOf(spec);
      const earlier = before.filter(({ outcome }) => outcome.made && intersection(outcome.made.after.box, box));
      if (known?.specKey === specKey && sameEntries(known.earlier, earlier)) return known;
      const scan = withLesions(await series.read(box), earlier);
      return { specKey, box, earlier, outcome: { id, made: await engine.make({ spec, before: scan, taken }) } };
    } catch (error) {
      return { specKey, earlier: [], outcome: { id, failure: toFailure(error) } };
    }
  };
  return {
    async update(wanted, { overtaken, onStep }) {
      const made: Entry[] = [];
      for (const lesion of wanted) {
        const entry = await make(lesion, lesion.spec ? collisionsOf(wanted, lesion) : [], made);
        made.push(entry);
        const fresh = entries.get(lesion.id) !== entry;
        entries.set(lesion.id, entry);
        if (fresh && !overtaken()) onStep(wanted.flatMap(({ id }) => entries.get(id)?.outcome ?? []));
        if (overtaken()) return;
      }
      entries = new Map(wanted.map(({ id }, n) => [id, made[n] as Entry]));
      onStep(made.map(({ outcome }) => outcome));
    },
  };
}

type LesionTaken = readonly { readonly centreLps: LesionSpec['centreLps']; readonly radiusMm: number }[];

/** The other lesions that run into this one; those that keep clear of it change nothing. */
const collisionsOf = (wanted: readonly WantedLesion[], { spec: own, id }: WantedLesion & { readonly spec: LesionSpec }): LesionTaken =>
  wanted.flatMap(({ spec, id: other }) => (spec && other !== id && distanceMm(spec.centreLps, own.centreLps) < spec.radiusMm + own.radiusMm ? [{ centreLps: spec.centreLps, radiusMm: spec.radiusMm }] : []));

const sameEntries = (a: readonly Entry[], b: readonly Entry[]): boolean => a.length === b.length && a.every((entry, n) => entry === b[n]);

function withLesions(scan: HuBlock, entries: readonly Entry[]): HuBlock {
  for (const { outcome } of entries) if (outcome.made) copyBlock({ box: outcome.made.after.box, voxels: outcome.made.after.hu }, { box: scan.box, voxels: scan.hu });
  return scan;
}
