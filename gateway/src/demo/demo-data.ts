import { createHash } from 'node:crypto';
import { isNifti, loadCt } from '../cli/load-ct.ts';
import { phantomSeries } from '../cli/phantom.ts';
import { readDicomFiles } from '../dicom/load-files.ts';
import { newCtSeries } from '../dicom/new-series.ts';
import { readInstance } from '../dicom/read.ts';
import type { StoreItem } from '../dicomweb/stow.ts';
import { GatewayError } from '../errors.ts';
import { ABDOMEN_GEOMETRY, abdomenPhantom } from '../phantom/abdomen.ts';
import type { Geometry } from '../volume/geometry.ts';

/** An object to load, with the study it belongs to. */
export interface DemoInstance extends StoreItem {
  readonly studyUid: string;
  readonly modality: string;
}

const PHANTOM_SEED = 1;

/** Coarser than the phantom's own grid: ready in seconds, and still a fair picture. */
const DEMO_GEOMETRY: Geometry = { ...ABDOMEN_GEOMETRY, dimensions: [384, 384, 100], spacingMm: [1, 1, 3] };

/** What the demo puts into the archive: the computed phantom, or the user's DICOM or NIfTI. Throws input/*, nifti/*. */
export async function demoData(path: string | undefined): Promise<readonly DemoInstance[]> {
  if (path === undefined) return phantom();
  if (isNifti(path)) return fromNifti(path);
  const files = await readDicomFiles(path);
  if (files.length === 0) throw new GatewayError('input/unreadable', `${path} holds no DICOM files; give a folder or ZIP with a CT series, or a NIfTI file.`);
  return files.map(describe);
}

/** The CT series with most images, or the largest of any kind where there is no CT. */
export function mainSeries(instances: readonly DemoInstance[]): DemoInstance {
  const counts = new Map<string, number>();
  for (const { seriesUid } of instances) counts.set(seriesUid, (counts.get(seriesUid) ?? 0) + 1);
  const rank = ({ modality, seriesUid }: DemoInstance) => (modality === 'CT' ? 1e9 : 0) + (counts.get(seriesUid) ?? 0);
  return instances.reduce((best, instance) => (rank(instance) > rank(best) ? instance : best));
}

function phantom(): readonly DemoInstance[] {
  const { ct } = abdomenPhantom({ seed: PHANTOM_SEED, geometry: DEMO_GEOMETRY });
  return [...newCtSeries(ct, phantomSeries(PHANTOM_SEED))].map(({ bytes }) => describe(bytes));
}

async function fromNifti(path: string): Promise<readonly DemoInstance[]> {
  const { ct } = await loadCt(path);
  const digest = createHash('sha256').update(new Uint8Array(ct.voxels.buffer, ct.voxels.byteOffset, ct.voxels.byteLength)).digest('hex');
  const options = {
    key: `nifti ${digest}`, patientId: `NIFTI-${digest.slice(0, 8)}`, patientName: 'NIFTI^IMPORT', studyDescription: 'Imported from NIfTI', seriesDescription: 'CT from NIfTI',
    date: '20260101', time: '120000', synthetic: false,
  };
  return [...newCtSeries(ct, options)].map(({ bytes }) => describe(bytes));
}

function describe(bytes: Uint8Array): DemoInstance {
  const { studyInstanceUid, seriesInstanceUid, sopInstanceUid, modality } = readInstance(bytes);
  return { studyUid: studyInstanceUid, seriesUid: seriesInstanceUid, sopInstanceUid, modality, bytes };
}
