import { expect, it } from 'vitest';
import { packParameters, parameterBytes } from './parameter-block.ts';

it('lays members out as WGSL does', () => {
  const layout = { count: 'u32', frame: 'vec4f', shift: 'i32', gain: 'f32' } as const;
  expect(parameterBytes(layout)).toBe(48); // 0..4, 16..32, 32..36, 36..40, rounded up to 16
  const view = new DataView(new ArrayBuffer(48));
  packParameters(layout, { count: 0xffff_fffe, frame: [1, 2, 3, -4.5], shift: -7, gain: 0.25 }, view);
  expect(view.getUint32(0, true)).toBe(0xffff_fffe);
  expect([16, 20, 24, 28].map(at => view.getFloat32(at, true))).toEqual([1, 2, 3, -4.5]);
  expect(view.getInt32(32, true)).toBe(-7);
  expect(view.getFloat32(36, true)).toBe(0.25);
});

it('keeps a struct of scalars tight and gives an empty one four bytes', () => {
  expect(parameterBytes({ a: 'u32', b: 'f32', c: 'i32' })).toBe(12);
  expect(parameterBytes({})).toBe(4);
});

it('refuses a parameter that was not given', () => {
  expect(() => packParameters({ gain: 'f32' }, {} as never, new DataView(new ArrayBuffer(4)))).toThrow(/gain is missing/);
});
