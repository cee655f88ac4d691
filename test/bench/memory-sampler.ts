/** Process of its own that watches the memory of another one's tree, so that the watching delays nothing that is measured. */
import { treeMegabytes } from './process-tree.ts';

const SAMPLE_MS = 200;
const pid = Number(process.argv[2]);
let peakMb = 0;
setInterval(() => {
  peakMb = Math.max(peakMb, treeMegabytes(pid));
}, SAMPLE_MS);
process.on('message', () => process.send?.(peakMb, () => process.exit(0)));
