import { readInstance } from '../../../gateway/src/dicom/read.ts';
import { seriesToVolume } from '../../../gateway/src/dicom/series-to-volume.ts';
import { writeSeg } from '../../../gateway/src/dicom/seg/write-seg.ts';
import { liver } from '../../../gateway/src/anatomy/organs/liver.ts';
import { makeVolume } from '../../../gateway/src/volume/volume.ts';
import { medianSeconds, type Benchmark } from '../benchmark.ts';
import { largeSeries } from '../large-series.ts';

/** A segmentation of liver and lesions on 300 slices, from labelmap to file. */
export const segWriter: Benchmark = {
  name: 'write SEG',
  async run() {
    const { files, labelmap } = largeSeries();
    const source = await seriesToVolume(files.map(file => readInstance(file)), { allowSynthetic: true });
    const two = makeVolume(source.volume.geometry, labelmap.voxels.map(value => (value <= 2 ? value : 0)));
    const algorithm = { name: 'bench', version: '1', artificialIntelligence: true };
    const segments = [liver.segment, liver.lesion].map((description, n) => ({ value: n + 1, description, algorithm }));
    const write = (encoding: 'binary' | 'labelmap-rle') => () =>
      writeSeg({ labelmap: two, source, segments, seriesDescription: 'bench', jobKey: 'bench', createdAt: new Date(0), encoding });
    return [
      { what: 'write SEG, two segments, 300 x 512 x 512, binary', value: await medianSeconds(5, write('binary')), unit: 's', target: 1 },
      { what: 'write SEG, the same as label map, RLE', value: await medianSeconds(5, write('labelmap-rle')), unit: 's' },
    ];
  },
};
