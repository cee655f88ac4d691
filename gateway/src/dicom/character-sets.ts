/** WHATWG encoding label of each defined term of Specific Character Set (PS3.3 C.12.1.1.2). */
const SINGLE: Readonly<Record<string, string>> = {
  '': 'latin1', 'ISO_IR 6': 'latin1', 'ISO_IR 100': 'latin1', 'ISO_IR 101': 'iso-8859-2', 'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4', 'ISO_IR 144': 'iso-8859-5', 'ISO_IR 127': 'iso-8859-6', 'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8', 'ISO_IR 148': 'windows-1254', 'ISO_IR 203': 'iso-8859-15', 'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'windows-874', 'ISO_IR 192': 'utf-8', GB18030: 'gb18030', GBK: 'gbk',
};

/** Escape sequences of ISO 2022 code extension (PS3.3 table C.12-3 and C.12-4): what follows is in this encoding. */
const ESCAPES: readonly { readonly escape: string; readonly label: string; readonly setHighBit?: boolean; readonly prefix?: number }[] = [
  { escape: '(B', label: 'latin1' }, { escape: '(J', label: 'latin1' }, { escape: ')I', label: 'shift_jis' },
  { escape: '-A', label: 'latin1' }, { escape: '-B', label: 'iso-8859-2' }, { escape: '-C', label: 'iso-8859-3' },
  { escape: '-D', label: 'iso-8859-4' }, { escape: '-L', label: 'iso-8859-5' }, { escape: '-G', label: 'iso-8859-6' },
  { escape: '-F', label: 'iso-8859-7' }, { escape: '-H', label: 'iso-8859-8' }, { escape: '-M', label: 'windows-1254' },
  { escape: '-T', label: 'windows-874' }, { escape: '-b', label: 'iso-8859-15' },
  { escape: '$B', label: 'euc-jp', setHighBit: true }, { escape: '$@', label: 'euc-jp', setHighBit: true },
  { escape: '$(D', label: 'euc-jp', setHighBit: true, prefix: 0x8f },
  { escape: '$)C', label: 'euc-kr' }, { escape: '$)A', label: 'gbk' },
];

export type TextDecode = (bytes: Uint8Array) => string;

/**
 * Decoder for text under the values of Specific Character Set (0008,0005). Unknown terms fall back to Latin-1, which never
 * fails; ISO 2022 escapes switch the encoding inside a value.
 */
export function textDecoderFor(characterSets: readonly string[]): TextDecode {
  const first = (characterSets[0] ?? '').trim().replace(/^ISO 2022 IR /, 'ISO_IR ').replace(/^ISO IR /, 'ISO_IR ');
  const initial = decoder(SINGLE[first] ?? 'latin1');
  const extended = characterSets.length > 1 || characterSets.some(term => term.includes('2022'));
  return extended ? bytes => decodeExtended(bytes, initial) : initial;
}

const decoders = new Map<string, TextDecode>();

function decoder(label: string): TextDecode {
  let decode = decoders.get(label);
  if (!decode) {
    const textDecoder = new TextDecoder(label);
    decode = bytes => textDecoder.decode(bytes);
    decoders.set(label, decode);
  }
  return decode;
}

function decodeExtended(bytes: Uint8Array, initial: TextDecode): string {
  let from = 0;
  let out = '';
  let decode = initial;
  for (;;) {
    const escapeAt = bytes.indexOf(0x1b, from);
    out += decode(bytes.subarray(from, escapeAt < 0 ? bytes.length : escapeAt));
    if (escapeAt < 0) return out;
    const code = String.fromCharCode(...bytes.subarray(escapeAt + 1, escapeAt + 4));
    const known = ESCAPES.find(({ escape }) => code.startsWith(escape));
    from = escapeAt + 1 + (known?.escape.length ?? 0);
    decode = known ? segmentDecoder(known) : initial;
  }
}

/** Two-byte sets invoked in G0 arrive as seven-bit codes; EUC wants them with the high bit, but ASCII delimiters stay. */
function segmentDecoder({ label, setHighBit, prefix }: (typeof ESCAPES)[number]): TextDecode {
  const decode = decoder(label);
  if (!setHighBit) return decode;
  return bytes => {
    const euc: number[] = [];
    for (let at = 0; at + 1 < bytes.length; at += 2) {
      if (prefix !== undefined) euc.push(prefix);
      euc.push((bytes[at] as number) | 0x80, (bytes[at + 1] as number) | 0x80);
    }
    return decode(Uint8Array.from(euc));
  };
}
