import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, TEXT_LIMIT } from './text.ts';

describe('cleanText', () => {
  it.each([
    ['Liver  lesion ', 'Liver lesion'],
    ['<img src=x onerror=alert(1)>', 'img src=x onerror=alert(1)'],
    ['a\\b', 'a/b'],
    ['a\u001b[31mb\u202ec\r\nd', 'a [31mb c d'],
    ['Lésion 肝', 'Lésion 肝'],
  ])('%j', (given, expected) => expect(cleanText(given, 'LO')).toBe(expected));

  it('cuts to the limit of the representation, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), fc.constantFrom('SH', 'LO', 'ST'), (text, vr) => {
        const clean = cleanText(text, vr);
        expect([...clean].length).toBeLessThanOrEqual(TEXT_LIMIT[vr]);
        expect(clean).not.toMatch(/[\p{Cc}\\<>]/u);
        expect(cleanText(clean, vr)).toBe(clean);
      }),
    );
  });
});
