/** Longest values of the text representations, in characters (PS3.5 table 6.2-1). */
export const TEXT_LIMIT = { CS: 16, SH: 16, LO: 64, ST: 1024 } as const;

/**
 * Text from outside (model labels, warnings) made safe for a DICOM text element and for whoever shows it: no control or
 * direction-changing characters, no backslash (it separates values), no angle brackets, single spaces, cut to the limit.
 */
export function cleanText(text: string, vr: keyof typeof TEXT_LIMIT): string {
  const plain = text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll('\\', '/')
    .replace(/[<>]/g, '')
    .replace(/ +/g, ' ')
    .trim();
  return [...plain].slice(0, TEXT_LIMIT[vr]).join('').trim();
}
