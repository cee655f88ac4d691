import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { liver } from '../../gateway/src/anatomy/organs/liver.ts';
import { parseConfig } from '../../gateway/src/config.ts';
import { newCtSeries, newSeriesUids } from '../../gateway/src/dicom/new-series.ts';
import { readInstance } from '../../gateway/src/dicom/read.ts';
import { writeSeg } from '../../gateway/src/dicom/seg/write-seg.ts';
import { seriesToVolume } from '../../gateway/src/dicom/series-to-volume.ts';
import { createLogger } from '../../gateway/src/log.ts';
import { ABDOMEN_GEOMETRY, abdomenPhantom, type AbdomenPhantom } from '../../gateway/src/phantom/abdomen.ts';
import { PHANTOM_LABELS } from '../../gateway/src/phantom/part.ts';
import type { Geometry } from '../../gateway/src/volume/geometry.ts';
import { makeVolume } from '../../gateway/src/volume/volume.ts';
import { PATHS } from '../../gateway/src/wiring/paths.ts';
import { startGateway } from '../../gateway/src/wiring/start-gateway.ts';
import { startOrthanc, type RunningOrthanc } from '../archive/orthanc.ts';

/** A viewer, a gateway and an archive that holds one phantom study, all of it real. */
export interface Workplace {
  readonly origin: string;
  readonly orthanc: RunningOrthanc;
  readonly study: PhantomStudy;
  stop(): Promise<void>;
}

export interface PhantomStudy {
  readonly patientName: string;
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly phantom: AbdomenPhantom;
}

export interface WorkplaceOptions {
  /** The gateway's archive takes synthetic series. Default true. */
  readonly allowSynthetic?: boolean;
  /** Grid of the phantom. */
  readonly geometry?: Geometry;
  /** Stores a segmentation of the liver beside the CT, as a site would have from elsewhere. */
  readonly withLiver?: boolean;
}

/** Coarse enough to be drawn in seconds, fine enough for the network and the eye. */
const GEOMETRY = { ...ABDOMEN_GEOMETRY, dimensions: [256, 256, 100], spacingMm: [1.5, 1.5, 3] } as const;
const SEED = 1;

export async function openWorkplace({ allowSynthetic = true, withLiver = true, geometry = GEOMETRY }: WorkplaceOptions = {}): Promise<Workplace> {
  const folder = mkdtempSync(join(tmpdir(), 'lesion-forge-e2e-'));
  const orthanc = await startOrthanc();
  const { study, files } = await phantomStudy({ withLiver, geometry });
  await orthanc.upload(files);
  const config = parseConfig(
    {
      archives: [{ name: 'orthanc', url: orthanc.url, server: 'orthanc', allowSynthetic }],
      dataDir: folder,
      models: { dir: PATHS.models },
      viewer: { dir: PATHS.viewer },
      http: { port: 0 },
    },
    PATHS.root,
  );
  const gateway = await startGateway({ config, environment: process.env, log: createLogger({ level: 'warn' }), version: '0.0.0-test' });
  return {
    origin: gateway.url,
    orthanc,
    study,
    async stop() {
      await gateway.stop();
      await orthanc.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Not marked as synthetic: the banner must come from what the gateway makes, not from the phantom. */
async function phantomStudy({ withLiver, geometry }: Required<Pick<WorkplaceOptions, 'withLiver' | 'geometry'>>): Promise<{ study: PhantomStudy; files: Uint8Array[] }> {
  const phantom = abdomenPhantom({ seed: SEED, geometry });
  const key = `viewer test ${SEED}`;
  const naming = { patientId: 'E2E-1', patientName: 'VIEWER^TEST', studyDescription: 'Abdomen', seriesDescription: 'Portal venous', bodyPart: 'ABDOMEN', date: '20260101', time: '120000' };
  const files = [...newCtSeries(phantom.ct, { key, ...naming, synthetic: false })].map(({ bytes }) => bytes);
  const study = { patientName: 'VIEWER', ...newSeriesUids(key), phantom };
  return { study, files: withLiver ? [...files, await liverSeg(files, phantom)] : files };
}

async function liverSeg(files: readonly Uint8Array[], { labelmap }: AbdomenPhantom): Promise<Uint8Array> {
  const source = await seriesToVolume(files.map((bytes) => readInstance(bytes)), {});
  const isLiver = (label: number): number => (label === PHANTOM_LABELS.liver || label === PHANTOM_LABELS.liverLesion ? 1 : 0);
  const mask = makeVolume(labelmap.geometry, labelmap.voxels.map(isLiver));
  const algorithm = { name: 'phantom', version: '1', artificialIntelligence: false };
  const request = { labelmap: mask, source, segments: [{ value: 1, description: liver.segment, algorithm }], seriesDescription: 'Liver', jobKey: 'liver of the phantom', createdAt: new Date('2026-01-01T12:00:00Z') };
  return writeSeg(request).bytes;
}
