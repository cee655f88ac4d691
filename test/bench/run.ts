/** `npm run bench`: runs every benchmark in turn, prints a table and JSON; `--write` also keeps both in docs/benchmarks.md. */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';
import type { Benchmark, Row } from './benchmark.ts';
import { gpuLesion } from './cases/gpu-lesion.ts';
import { lesion } from './cases/lesion.ts';
import { retrieve } from './cases/retrieve.ts';
import { segWriter } from './cases/write-seg.ts';
import { segmentJob } from './cases/segment-job.ts';
import { slidingWindowOverhead } from './cases/sliding-window.ts';
import { livePreview } from './cases/live-preview.ts';
import { pressSegment } from './cases/press-segment.ts';

const BENCHMARKS: readonly Benchmark[] = [lesion, gpuLesion, retrieve, segWriter, slidingWindowOverhead, segmentJob, pressSegment, livePreview];

const only = process.argv.slice(2).filter(arg => !arg.startsWith('--'));
const rows: Row[] = [];
for (const benchmark of BENCHMARKS) {
  if (only.length > 0 && !only.some(word => benchmark.name.includes(word))) continue;
  process.stderr.write(`${benchmark.name} ...\n`);
  rows.push(...((await benchmark.run()) ?? []));
}

const machine = `${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
const date = new Date().toISOString().slice(0, 10);
const number = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
const cells = ({ what, value, unit, target, peer }: Row) => [
  what,
  `${number(value)} ${unit}`,
  target === undefined ? '' : `<= ${target} ${unit}`,
  target === undefined ? '' : value <= target ? 'yes' : '**no**',
  peer === undefined ? '' : `${peer.name}: ${number(peer.value)} ${unit}, ratio ${(value / peer.value).toFixed(2)}`,
];
const table = [['figure', 'measured', 'wanted', 'met', 'peer in the same run'], ['---', '---', '---', '---', '---'], ...rows.map(cells)].map(line => `| ${line.join(' | ')} |`).join('\n');
const json = JSON.stringify({ date, machine, rows }, null, 2);

process.stdout.write(`${machine}, ${date}\n\n${table}\n\n${json}\n`);
if (process.argv.includes('--write')) {
  const text = `# Benchmarks\n\n\`npm run bench\` measures these; nothing in the tests is timed. Medians where nothing else is said; the machine is shared, so ratios say more than seconds.\n\n${machine}, ${date}\n\n${table}\n\n\`\`\`json\n${json}\n\`\`\`\n`;
  writeFileSync(resolve(import.meta.dirname, '../../docs/benchmarks.md'), text);
}
process.exit(0);
