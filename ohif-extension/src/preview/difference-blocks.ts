import type { HuBlock } from './engine/messages.ts';
import { copyBlock } from './voxels/blocks.ts';
import type { ShownSeries } from './voxels/shown-series.ts';

/** What lies in the blocks minus what was acquired there, HU; where blocks overlap, the last one counts in each. */
export async function differenceBlocks(blocks: readonly HuBlock[], series: Pick<ShownSeries, 'read'>): Promise<readonly HuBlock[]> {
  return await Promise.all(
    blocks.map(async ({ box, hu }) => {
      const acquired = await series.read(box);
      const shown = { box, voxels: Float32Array.from(hu) };
      for (const other of blocks) copyBlock({ box: other.box, voxels: other.hu }, shown);
      return { box, hu: shown.voxels.map((value, v) => value - (acquired.hu[v] as number)) };
    }),
  );
}
