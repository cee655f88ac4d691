import { describe, expect, it } from 'vitest';
import { deflateRawSync } from 'node:zlib';
import { compareInstances } from './compare-instances.ts';
import { readPart10Head } from './part10-head.ts';

type Item = readonly Element[];
type Element = readonly [tag: string, vr: string, value: string | Buffer | readonly Item[]];
const EXPLICIT = '1.2.840.10008.1.2.1';
const IMPLICIT = '1.2.840.10008.1.2';

function element([tag, vr, value]: Element, implicit: boolean): Buffer {
  const content = typeof value === 'string' ? Buffer.from(value.length % 2 ? `${value}${vr === 'UI' ? '\0' : ' '}` : value) : Buffer.isBuffer(value) ? value : Buffer.concat(value.map(item => itemBytes(item, implicit)));
  const head = Buffer.alloc(8);
  head.writeUInt16LE(Number.parseInt(tag.slice(0, 4), 16), 0);
  head.writeUInt16LE(Number.parseInt(tag.slice(4), 16), 2);
  if (implicit) {
    head.writeUInt32LE(content.length, 4);
    return Buffer.concat([head, content]);
  }
  head.write(vr, 4, 'latin1');
  const long = ['OB', 'OW', 'SQ'].includes(vr);
  if (!long) head.writeUInt16LE(content.length, 6);
  const length = Buffer.alloc(long ? 4 : 0);
  if (long) length.writeUInt32LE(content.length);
  return Buffer.concat([head, length, content]);
}

function itemBytes(item: Item, implicit: boolean): Buffer {
  const content = Buffer.concat(item.map(each => element(each, implicit)));
  const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content]);
}

function file(elements: Item, { syntax = EXPLICIT, version = 'A' } = {}): Buffer {
  const meta = Buffer.concat(
    ([['00020002', 'UI', '1.2.840.10008.5.1.4.1.1.2\0'], ['00020003', 'UI', '2.25.1'], ['00020010', 'UI', syntax], ['00020013', 'SH', version]] as const).map(each => element(each, false)),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  const body = Buffer.concat(elements.map(each => element(each, syntax === IMPLICIT)));
  const sent = syntax.endsWith('.99') ? deflateRawSync(body) : body;
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), element(['00020000', 'UL', length], false), meta, sent]);
}

const base: Element[] = [
  ['00080005', 'CS', 'ISO_IR 100'],
  ['0008001C', 'CS', 'YES'],
  ['00080018', 'UI', '2.25.1'],
  ['00080060', 'CS', 'CT'],
  ['00100010', 'PN', 'A^B'],
  ['00100020', 'LO', 'ID1'],
  ['00200032', 'DS', '-1.5\\2\\3'],
  ['00400275', 'SQ', [[['00400007', 'LO', 'one']], [['00400007', 'LO', 'two']]]],
  ['7FE00010', 'OW', Buffer.from([1, 0, 2, 0, 0, 0])],
];
const changed = (tag: string, vr: string, value: Element[2]): Element[] => [...base.filter(([other]) => other !== tag), [tag, vr, value] as const].toSorted((a, b) => (a[0] < b[0] ? -1 : 1));
const compare = (after: Item, options?: Parameters<typeof file>[1]) => compareInstances(file(base), file(after, options));

describe('compareInstances', () => {
  it('calls the same bytes identical, whatever the file meta information says', () => {
    expect(compare(base, { version: 'ANOTHER' })).toEqual({ level: 'identical', tags: [] });
  });

  it('calls the same elements equal: padding, implicit and deflated encodings', () => {
    expect(compare(changed('00100020', 'LO', Buffer.from('ID1   ')))).toMatchObject({ level: 'equal' });
    expect(compare(base, { syntax: IMPLICIT })).toEqual({ level: 'equal', tags: [] });
    expect(compare(base, { syntax: `${EXPLICIT}.99` })).toEqual({ level: 'equal', tags: [] });
  });

  it('lets an archive change and add what it may', () => {
    expect(compare(changed('00100010', 'PN', 'C^D'))).toEqual({ level: 'coerced', tags: ['00100010'] });
    expect(compare(changed('00080056', 'CS', 'ONLINE'))).toMatchObject({ level: 'coerced' });
    expect(compare(changed('04000561', 'SQ', [[['00400007', 'LO', 'x']]]))).toMatchObject({ level: 'coerced' });
  });

  it.each<[string, Item, string]>([
    ['pixels', changed('7FE00010', 'OW', Buffer.from([1, 0, 2, 0, 0, 1])), '7FE00010'],
    ['fewer pixels, though only zeros are gone', changed('7FE00010', 'OW', Buffer.from([1, 0, 2, 0])), '7FE00010'],
    ['another patient', changed('00100020', 'LO', 'ID2'), '00100020'],
    ['another position', changed('00200032', 'DS', '1.5\\2\\3'), '00200032'],
    ['the mark of synthetic data gone', base.filter(([tag]) => tag !== '0008001C'), '0008001C'],
    ['an item changed', changed('00400275', 'SQ', [[['00400007', 'LO', 'one']], [['00400007', 'LO', 'TWO']]]), '00400275[1].00400007'],
    ['an item lost', changed('00400275', 'SQ', [[['00400007', 'LO', 'one']]]), '00400275'],
    ['a rescale added', changed('00281052', 'DS', '-1024'), '00281052'],
  ])('notices %s', (_what, after, tag) => {
    const found = compare(after);
    expect(found.level).toBe('different');
    expect(found.tags).toContain(tag);
  });

  it('calls different what it cannot read', () => {
    expect(compareInstances(file(base), Buffer.from('no DICOM')).level).toBe('different');
    expect(compareInstances(file(base), file(base).subarray(0, -4)).level).toBe('different');
    const bomb = file([...base.slice(0, -1), ['7FE00010', 'OW', Buffer.alloc(100_000_000)]], { syntax: `${EXPLICIT}.99` });
    const before = process.memoryUsage().rss;
    expect(compareInstances(file(base), bomb)).toEqual({ level: 'different', tags: ['00020010'] });
    expect(process.memoryUsage().rss - before).toBeLessThan(80_000_000);
  });
});

describe('readPart10Head', () => {
  it('reads the three UIDs', () => {
    expect(readPart10Head(file(base))).toMatchObject({ sopClassUid: '1.2.840.10008.5.1.4.1.1.2', sopInstanceUid: '2.25.1', transferSyntaxUid: EXPLICIT });
  });
  it('never throws, wherever the file is cut', () => {
    const whole = file(base);
    for (let length = 0; length < 300; length++) expect(() => readPart10Head(whole.subarray(0, length))).not.toThrow();
    expect(readPart10Head(whole.subarray(0, 200))).toBeUndefined();
  });
});
