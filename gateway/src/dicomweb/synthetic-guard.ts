import dicomParser from 'dicom-parser';
import { GatewayError } from '../errors.ts';
import { readParts } from './multipart.ts';

/** Purpose of reference "Synthesizing Equipment" (DCM) of a Contributing Equipment item. */
const SYNTHESIZING_EQUIPMENT = '109100';

/**
 * Throws archive/synthetic-not-allowed when a STOW-RS body holds a synthetic object, and request/invalid when it holds one that cannot
 * be judged: what is not known to be acquired does not pass.
 */
export async function refuseSynthetic(body: Buffer, contentType: string, archive: string): Promise<void> {
  const broken = () => new GatewayError('request/invalid', 'The body is not multipart/related with DICOM files; correct the request.');
  const source = (async function* () {
    yield body;
  })();
  for await (const part of readParts(source, contentType, { maxPartBytes: body.length, maxParts: 100_000, tooLarge: broken, broken })) {
    if (!isSynthetic(part.bytes)) continue;
    throw new GatewayError('archive/synthetic-not-allowed', `Archive "${archive}" may not hold synthetic data; store it in an archive with "allowSynthetic".`, { context: { archive } });
  }
}

/** By the marks of PS3.3 C.12.1 and by the words of our own series descriptions. Throws request/invalid for what cannot be read. */
export function isSynthetic(bytes: Uint8Array): boolean {
  const dataset = parse(bytes);
  if (dataset.string('x0008001c') === 'YES') return true;
  if (/\bsynthetic\b/i.test(dataset.string('x0008103e') ?? '')) return true;
  const equipment = dataset.elements['x0018a001']?.items ?? [];
  return equipment.some(item => item.dataSet?.elements['x0040a170']?.items?.some(code => code.dataSet?.string('x00080100') === SYNTHESIZING_EQUIPMENT));
}

function parse(bytes: Uint8Array): dicomParser.DataSet {
  try {
    return dicomParser.parseDicom(bytes, { untilTag: 'x7fe00010', inflater: refuseDeflated });
  } catch (cause) {
    throw new GatewayError('request/invalid', 'An object cannot be read, so it cannot be told whether it is synthetic; send it as a DICOM file that is not deflated.', { cause });
  }
}

/** Without a hook the parser would inflate whatever it is given, to any size. */
function refuseDeflated(): never {
  throw new RangeError('deflated');
}
