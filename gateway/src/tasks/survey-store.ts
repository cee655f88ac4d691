import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { packFrame, unpackFrame } from '../dicom/seg/pack-bits.ts';
import { GatewayError } from '../errors.ts';
import type { OrganStatistics } from '../synthesis/survey/statistics.ts';
import { crop, cropGeometry, paste, type Box } from '../volume/crop.ts';
import { voxelCount, type Geometry } from '../volume/geometry.ts';
import { makeVolume, type Volume } from '../volume/volume.ts';

/** What a survey found, as it is needed to make lesions on it. */
export interface Survey {
  /** 1 = organ, on the grid of the series. */
  readonly mask: Volume<Uint8Array>;
  /** Holds every voxel of the mask. */
  readonly box: Box;
  readonly statistics: OrganStatistics;
  /** Where the mask comes from. */
  readonly source: Readonly<Record<string, unknown>>;
}

interface Header {
  readonly geometry: Geometry;
  readonly box: Box;
  readonly statistics: OrganStatistics;
  readonly source: Survey['source'];
}

const LINE_FEED = 10;
const packed = promisify(deflate);
const unpacked = promisify(inflate);

/**
 * The organ masks of surveys: one file a job (tens of kilobytes) in the gateway's data directory, kept as long as the job itself.
 * A file is a line of JSON, then the mask's box at one bit a voxel, deflated.
 */
export class SurveyStore {
  readonly #dir: string;

  constructor(dataDir: string) {
    this.#dir = join(dataDir, 'surveys');
  }

  async write(jobId: string, { mask, box, statistics, source }: Survey): Promise<void> {
    const { voxels } = crop(mask, box);
    const bits = new Uint8Array(Math.ceil(voxels.length / 8));
    packFrame(voxels, 1, { packed: bits, firstBit: 0 });
    const header: Header = { geometry: mask.geometry, box, statistics, source };
    await mkdir(this.#dir, { recursive: true });
    const file = this.#file(jobId);
    await writeFile(`${file}.new`, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), await packed(bits)]));
    await rename(`${file}.new`, file);
  }

  /** True when the job's mask is here. */
  async has(jobId: string): Promise<boolean> {
    return this.#parts(jobId).then(() => true, () => false);
  }

  /** The mask's box, one bit a voxel, deflated (zlib). Throws survey/gone. */
  async deflatedBits(jobId: string): Promise<Uint8Array> {
    return (await this.#parts(jobId)).deflated;
  }

  /** Throws survey/gone. */
  async read(jobId: string): Promise<Survey> {
    const { header, deflated } = await this.#parts(jobId);
    const { geometry, box, statistics, source } = header;
    const part = cropGeometry(geometry, box);
    const mask = makeVolume(geometry, new Uint8Array(voxelCount(geometry)));
    paste(mask, makeVolume(part, unpackFrame(await unpacked(deflated), 0, voxelCount(part))), box);
    return { mask, box, statistics, source };
  }

  async #parts(jobId: string): Promise<{ header: Header; deflated: Uint8Array }> {
    const bytes = await readFile(this.#file(jobId)).catch(() => {
      throw new GatewayError('survey/gone', 'The organ mask of this survey is no longer on the gateway; survey the series again.', { context: { jobId } });
    });
    const end = bytes.indexOf(LINE_FEED);
    return { header: JSON.parse(bytes.toString('utf8', 0, end)) as Header, deflated: bytes.subarray(end + 1) };
  }

  /** Ids are UUIDs; anything else names no file. */
  #file(jobId: string): string {
    return join(this.#dir, `${jobId.replaceAll(/[^0-9a-f-]/gi, '')}.mask`);
  }
}
