import { GatewayError } from '../../errors.ts';
import type { FrameHeader } from '../frame-header.ts';
import { SOP_CLASS } from '../sop-class.ts';
import type { Rule } from './rule.ts';

const LEGACY_CONVERTED_ENHANCED_CT = '1.2.840.10008.5.1.4.1.1.2.2';
const CT_CLASSES = new Set<string>([SOP_CLASS.ct, SOP_CLASS.enhancedCt, LEGACY_CONVERTED_ENHANCED_CT]);
/** Words of Image Type that name a rendering rather than a reconstruction (PS3.3 C.8.16.1.3 and vendors' own). */
const RENDERED = new Set(['MPR', 'CSAMPR', 'CSA MPR', 'CSA RESAMPLED', 'REFORMATTED', 'PROJECTION IMAGE', 'MIP', 'MINIP', 'MAX_IP', 'MIN_IP', 'VRT', 'VOLUME RENDER', '3D', 'SCREEN SAVE', 'SCREENSAVE', 'SNAPSHOT']);

/** Where the images came from: derived and synthetic ones only if the caller allows it, lossy ones always, all told. */
export const origin: Rule = (frames, context) => {
  const derived = frames.filter(isDerived);
  const [first] = derived;
  if (first && !context.options.allowDerived)
    throw new GatewayError('series/derived-input', `${derived.length} of ${frames.length} images are derived or secondary captures; choose the original series.`, {
      context: { derived: derived.length, images: frames.length, imageType: first.imageType.slice(0, 4), sopClassUid: first.sopClassUid },
    });
  if (first) context.warn('series/derived-input', `Derived: ${derived.length} of ${frames.length}.`);
  const synthetic = frames.filter(frame => frame.synthetic).length;
  if (synthetic > 0 && !context.options.allowSynthetic)
    throw new GatewayError('series/synthetic-input', 'The series is synthetic; choose an acquired one, or allow synthetic input.', { context: { synthetic } });
  if (synthetic > 0) context.warn('series/synthetic-input', `Synthetic: ${synthetic} of ${frames.length}.`);
  if (frames.some(frame => frame.lossy)) context.warn('pixels/lossy');
  return frames;
};

/**
 * DERIVED with PRIMARY is also what a merely lossily compressed original must say (PS3.3 C.7.6.1.1.5.1). A synthetic series is
 * always DERIVED; whether it may be used is its own question.
 */
function isDerived(frame: FrameHeader): boolean {
  if (!CT_CLASSES.has(frame.sopClassUid)) return true;
  const [pixels, examination, ...kind] = frame.imageType;
  if (kind.some(word => RENDERED.has(word))) return true;
  if (frame.synthetic) return false;
  return pixels === 'DERIVED' && !(frame.lossy && examination === 'PRIMARY');
}
