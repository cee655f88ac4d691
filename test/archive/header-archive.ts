import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ArchiveConfig } from '../../gateway/src/config.ts';
import { DicomWebClient } from '../../gateway/src/dicomweb/client.ts';
import { archiveConfig } from './archive-config.ts';
import { json } from './strict-mock.ts';

export interface SegHeader {
  readonly seriesUid: string;
  /** Series the segmentation refers to. */
  readonly of: string;
  /** SNOMED CT codes of its segments' types. */
  readonly types: readonly string[];
  /** DA of its content. */
  readonly date?: string;
}

export interface HeaderArchive {
  readonly client: DicomWebClient;
  /** What the archive holds from now on. */
  hold(headers: readonly SegHeader[]): void;
  /** Paths that were asked for. */
  readonly paths: string[];
  stop(): Promise<void>;
}

const ROOT = '/rs';

/** An archive in memory with one study of segmentations, of which it knows the headers; for what is decided from headers alone. */
export async function headerArchive(overrides: Partial<ArchiveConfig> = {}): Promise<HeaderArchive> {
  let held: readonly SegHeader[] = [];
  const paths: string[] = [];
  const server = createServer((req, res) => {
    const path = (req.url ?? '').split('?')[0]!.slice(ROOT.length);
    paths.push(path);
    if (path.endsWith('/series')) return json(res, 200, held.map(seriesJson));
    const seriesUid = /\/series\/([0-9.]+)\/metadata$/.exec(path)?.[1];
    const header = held.find(each => each.seriesUid === seriesUid);
    return header ? json(res, 200, [instanceJson(header)]) : void res.writeHead(404).end();
  });
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  const archive = archiveConfig(`http://127.0.0.1:${(server.address() as AddressInfo).port}${ROOT}`, { server: 'standard', attempts: 1, ...overrides });
  const client = new DicomWebClient({ archive, resolveSecret: () => undefined });
  return {
    client, paths,
    hold: headers => void (held = headers),
    async stop() {
      client.close();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

const value = (vr: string, ...values: unknown[]) => ({ vr, Value: values });

const seriesJson = ({ seriesUid }: SegHeader) => ({ '0020000E': value('UI', seriesUid), '00080060': value('CS', 'SEG') });

const instanceJson = ({ seriesUid, of, types, date = '20260101' }: SegHeader) => ({
  ...seriesJson({ seriesUid, of, types }),
  '00080018': value('UI', `${seriesUid}.1`),
  '00080016': value('UI', '1.2.840.10008.5.1.4.1.1.66.4'),
  '00080023': value('DA', date),
  '00080033': value('TM', '120000'),
  '00081115': value('SQ', { '0020000E': value('UI', of) }),
  '00620002': value('SQ', ...types.map((type, n) => ({ '00620004': value('US', n + 1), '0062000F': value('SQ', { '00080100': value('SH', type), '00080102': value('SH', 'SCT') }) }))),
});
