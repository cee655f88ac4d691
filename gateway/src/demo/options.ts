import { parseArgs } from 'node:util';
import { GatewayError } from '../errors.ts';

export interface DemoOptions {
  readonly viewerDir: string | undefined;
  /** DICOMweb root of a running PACS; absent: an Orthanc of our own. */
  readonly pacsUrl: string | undefined;
  /** Folder, ZIP or NIfTI to load instead of the phantom. */
  readonly dataPath: string | undefined;
  readonly once: boolean;
  /** Absent: 8030, or a free one where that is taken. */
  readonly port: number | undefined;
  readonly allowSynthetic: boolean;
}

export const DEMO_HELP = `npm run demo -- [options]

  --data PATH          load a DICOM folder, a ZIP or a NIfTI file instead of the computed phantom
  --pacs URL           use a running PACS (DICOMweb root) instead of an Orthanc of our own
  --allow-synthetic    with --pacs: synthetic series may be stored there. Never on a clinical archive.
  --port N             port of the gateway (8030)
  --once               no viewer: segment and synthesize over the API, check the archive, print one line of JSON, stop

Research use only. Not a medical device.`;

/** Options of the demo; undefined when help was asked for. Throws request/invalid. */
export function demoOptions(args: readonly string[]): DemoOptions | undefined {
  const { values } = parse(args);
  if (values.help) return undefined;
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536)) throw new GatewayError('request/invalid', `--port must be a port number, got "${values.port}".`);
  return {
    viewerDir: values.viewer, pacsUrl: values.pacs, dataPath: values.data, port,
    once: values.once ?? false,
    allowSynthetic: values.pacs === undefined || (values['allow-synthetic'] ?? false),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        viewer: { type: 'string' }, pacs: { type: 'string' }, data: { type: 'string' }, port: { type: 'string' },
        once: { type: 'boolean' }, 'allow-synthetic': { type: 'boolean' }, help: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw new GatewayError('request/invalid', `${(cause as Error).message}\n\n${DEMO_HELP}`, { cause });
  }
}
