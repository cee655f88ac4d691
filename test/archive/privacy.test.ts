import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Job } from '@lesion-forge/openapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newCtSeries, newSeriesUids } from '../../gateway/src/dicom/new-series.ts';
import { GRIDS, organPhantom } from '../phantoms/organ-phantom.ts';
import { gatewayClient } from '../support/gateway.ts';
import { writeModel } from '../support/test-model.ts';
import { pointwise } from '../support/test-network.ts';
import { hasOrthanc, startOrthanc, type RunningOrthanc } from './orthanc.ts';

const MARKER = 'Zzyzxmarker';
const PATIENT_ID = 'ZZ-471147114711';
const REVEALING = [MARKER.toLowerCase(), PATIENT_ID.toLowerCase(), '471147114711'];
const BY_HU = [pointwise([0, 0], [20, -6], [60, -38])];

const { ct, deepLps } = organPhantom({ ...GRIDS['0.7 x 0.7 x 5 mm'], spacingMm: [3, 3, 5], dimensions: [37, 37, 22] }, { vessels: false });

/** A study of the marked patient with only some of the slices. */
function study(key: string, keep: (k: number) => boolean = () => true) {
  const options = { key, patientId: PATIENT_ID, patientName: `${MARKER}^Erika`, studyDescription: `for ${MARKER}`, seriesDescription: 'CT', bodyPart: 'ABDOMEN', date: '20260101', time: '120000', synthetic: false };
  const { studyUid, seriesUid } = newSeriesUids(key);
  return { source: { studyUid, seriesUid }, files: [...newCtSeries(ct, options)].filter((_file, k) => keep(k)).map(({ bytes }) => bytes) };
}

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => join(folder, name)).filter(path => statSync(path).isFile());

const revealed = (text: string): string[] => REVEALING.filter(word => text.toLowerCase().includes(word));

describe.runIf(hasOrthanc())('what a patient is called', () => {
  const whole = study('whole');
  const short = study('short', k => k < 6);
  const gap = study('gap', k => k < 9 || k > 12);
  const outcomes: string[] = [];
  const answers: string[] = [];
  let folder: string;
  let orthanc: RunningOrthanc;
  let gateway: ChildProcess;
  let log = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lesion-forge-privacy-'));
    orthanc = await startOrthanc();
    await orthanc.upload([...whole.files, ...short.files, ...gap.files]);
    writeModel(join(folder, 'models'), BY_HU, { name: 'by-hu' });
    const archives = [{ name: 'research', url: orthanc.url, server: 'orthanc', allowSynthetic: true, attempts: 2 }, { name: 'clinical', url: orthanc.url, server: 'orthanc', attempts: 1 }];
    const config = { archives, dataDir: 'data', models: { dir: 'models', default: 'by-hu' }, inference: { providers: ['cpu'], processes: 1 }, jobs: { maxAttempts: 1 }, http: { port: 0 }, logLevel: 'debug' };
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    await exercise(await start());
    gateway.kill('SIGTERM');
    await new Promise(resolve => gateway.once('exit', resolve));
  });
  afterAll(async () => {
    gateway?.kill('SIGKILL');
    await orthanc?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The gateway in a process of its own, so that what its children log is seen too. */
  async function start(): Promise<string> {
    const cli = fileURLToPath(new URL('../../gateway/src/cli.ts', import.meta.url));
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
    gateway = spawn(process.execPath, ['--import', tsx, cli, 'serve', '--config', join(folder, 'config.json')], { stdio: ['ignore', 'pipe', 'pipe'] });
    return new Promise((resolve, reject) => {
      const read = (chunk: Buffer) => {
        log += chunk.toString();
        const url = /"url":"(http[^"]+)"/.exec(log)?.[1];
        if (url) resolve(url);
      };
      gateway.stdout?.on('data', read);
      gateway.stderr?.on('data', read);
      gateway.once('exit', () => reject(new Error(`the gateway ended:\n${log}`)));
    });
  }

  /** Takes every way a job can end, and everything a caller may ask. */
  async function exercise(url: string): Promise<void> {
    const client = gatewayClient(url);
    const ask = async (path: string) => answers.push(await (await fetch(`${url}${path}`)).text());
    const run = async (request: object) => {
      const { status, body } = await client.post(request);
      answers.push(JSON.stringify(body));
      if (status !== 202) return outcomes.push(body.code);
      const job: Job = await client.ended(body.id);
      answers.push(JSON.stringify(job), JSON.stringify(await client.get(`/api/jobs/${body.id}`)));
      return outcomes.push(job.state === 'failed' ? job.problem.code : job.state);
    };
    await run({ task: 'segment', source: whole.source });
    for (const { source } of [short, gap]) await run({ task: 'segment', source });
    await run({ task: 'segment', source: { ...whole.source, seriesUid: '1.2.3.4' } });
    await run({ task: 'segment', source: { ...whole.source, seriesUid: `${MARKER}` } });
    await run({ task: 'synthesize', source: whole.source, radiusMm: 10, seed: 1, site: { centreLps: deepLps } });
    await run({ task: 'synthesize', source: whole.source, radiusMm: 10, seed: 1, site: { centreLps: [400, 0, 0] } });
    await run({ task: 'synthesize', source: { ...whole.source, archive: 'clinical' }, radiusMm: 10 });
    await ask(`/api/archives/research/studies/${whole.source.studyUid}`);
    await ask(`/api/archives/research/studies/${gap.source.studyUid}/series/${gap.source.seriesUid}`);
    await ask(`/api/archives/${MARKER}/studies/1.2`);
    await ask('/api/jobs');
    await ask('/api/ready');
    // These two answer with the archive's own words, which name the patient, and rightly so.
    await (await fetch(`${url}/dicom-web/research/studies?PatientName=${MARKER}*`)).text();
    await (await fetch(`${url}/dicom-web/research/studies/${whole.source.studyUid}/metadata`)).text();
    await orthanc.kill();
    await run({ task: 'segment', source: { ...whole.source, phase: 'again' } });
    await ask(`/dicom-web/research/studies?PatientID=${PATIENT_ID}`);
  }

  it('is in no answer, whatever goes wrong', () => {
    expect(outcomes).toEqual([
      'succeeded', 'series/too-few-slices', 'series/missing-slices', 'series/not-found', 'request/invalid',
      'succeeded', 'placement/outside-organ', 'archive/synthetic-not-allowed', 'archive/unreachable',
    ]);
    expect(answers.length).toBeGreaterThan(18);
    expect(revealed(answers.join('\n'))).toEqual([]);
  });

  it('is in no log line of the gateway or its children', () => {
    expect(log).toContain('"msg":"request"');
    expect(log).toContain('archive/unreachable');
    expect(revealed(log)).toEqual([]);
  });

  it('is in no file the gateway keeps', () => {
    const files = filesUnder(join(folder, 'data'));
    expect(files.length).toBeGreaterThan(10);
    const stored = files.map(path => readFileSync(path, 'latin1')).join('\n');
    expect(stored).toContain('series/missing-slices');
    expect(revealed(stored)).toEqual([]);
  });
});
