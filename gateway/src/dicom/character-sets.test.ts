import { describe, expect, it } from 'vitest';
import { textDecoderFor } from './character-sets.ts';

/** Names of PS3.5 annexes H, I, J, K and others, in their encodings. */
const CASES: readonly [name: string, characterSets: readonly string[], hex: string, text: string][] = [
  ['default repertoire', [], '446f655e4a6f686e', 'Doe^John'],
  ['Latin 1', ['ISO_IR 100'], '4d fc 6c 6c 65 72', 'Müller'],
  ['Latin 2', ['ISO_IR 101'], 'a3 75 6b 61 73 7a', 'Łukasz'],
  ['Cyrillic', ['ISO_IR 144'], 'b8 d2 d0 dd', 'Иван'],
  ['Greek', ['ISO_IR 126'], 'c1 e8 de ed e1', 'Αθήνα'],
  ['Arabic', ['ISO_IR 127'], 'e2 c8 c7 e6 ea', 'قباني'],
  ['Hebrew', ['ISO_IR 138'], 'f9 f8 e5 ef', 'שרון'],
  ['Thai', ['ISO_IR 166'], 'a1 a2', 'กข'],
  ['UTF-8', ['ISO_IR 192'], '57 61 6e 67 5e 58 69 61 6f 44 6f 6e 67 3d e7 8e 8b', 'Wang^XiaoDong=王'],
  ['GB18030', ['GB18030'], 'cd f5 5e d0 a1 b6 ab', '王^小东'],
  ['Korean with escapes (I.2)', ['', 'ISO 2022 IR 149'], '486f6e673d1b242943fbf35e1b242943d1ced4d7', 'Hong=洪^吉洞'],
  ['Chinese with escapes (K.2)', ['', 'ISO 2022 IR 58'], '5a68616e673d1b242941d5c5 5e 1b242941d0a1b6ab', 'Zhang=张^小东'],
  ['Latin 1 by code extension', ['ISO 2022 IR 100'], '4d fc 6c 6c 65 72', 'Müller'],
  ['a term nobody defined', ['ISO_IR 9999'], '41 e9', 'Aé'],
];

describe('textDecoderFor', () => {
  it.each(CASES)('%s', (_name, characterSets, hex, text) => {
    expect(textDecoderFor(characterSets)(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toBe(text);
  });

  it('Japanese with escapes (PS3.5 H.3.1)', () => {
    const bytes = Buffer.concat([Buffer.from('Yamada^Tarou='), Buffer.from('1b24423b3345441b28425e1b244242404f3a1b2842', 'hex')]);
    expect(textDecoderFor(['', 'ISO 2022 IR 87'])(bytes)).toBe('Yamada^Tarou=山田^太郎');
  });

  it('half-width katakana as first set (PS3.5 H.3.2)', () => {
    const bytes = Buffer.concat([Buffer.from('d4cfc0de5ec0dbb33d', 'hex'), Buffer.from('1b24423b3345441b284a5e1b244242404f3a1b284a', 'hex')]);
    expect(textDecoderFor(['ISO 2022 IR 13', 'ISO 2022 IR 87'])(bytes)).toBe('ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎');
  });
});
