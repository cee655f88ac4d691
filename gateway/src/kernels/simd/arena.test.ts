import { expect, it } from 'vitest';
import { Arena } from './arena.ts';

const overlaps = (a: Float32Array, b: Float32Array) => a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;

it('gives each scope memory of its own, however they end, and zeros where they are asked for', () => {
  const arena = new Arena(new ArrayBuffer(4096));
  const [first, second] = [arena.open(), arena.open()];
  const a = first.take('f32', 100).fill(1);
  const b = second.take('f32', 100).fill(2);
  const c = first.take('f32', 100).fill(3);
  first.close();
  const third = arena.open();
  const d = third.take('f32', 100);
  expect([a, c, d].some(each => overlaps(each, b))).toBe(false);
  expect(overlaps(a, c)).toBe(false);
  expect(d.every(value => value === 0)).toBe(true);
  expect(b.every(value => value === 2)).toBe(true);
  second.close();
  third.close();
  expect(arena.open().take('f32', 3).byteOffset).toBe(0);
});

it('gives memory from elsewhere when it is full', () => {
  const arena = new Arena(new ArrayBuffer(4096));
  const shelf = arena.open();
  expect(shelf.take('f32', 1000).buffer).toBe(arena.buffer);
  const more = shelf.take('f32', 1000);
  expect(more.buffer).not.toBe(arena.buffer);
  expect(more.every(value => value === 0)).toBe(true);
  expect(arena.spare(1000)).toBeUndefined();
});

it('gives nothing of it to a scope that has ended', () => {
  const arena = new Arena(new ArrayBuffer(4096));
  const shelf = arena.open();
  shelf.close();
  expect(shelf.take('f32', 10).buffer).not.toBe(arena.buffer);
  expect(arena.spare(4096)).toBe(0);
});
