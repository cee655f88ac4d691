import { describe, expect, it } from 'vitest';
import { record, redo, startHistory, undo } from './history.ts';

describe('history', () => {
  const three = record(record(startHistory('a'), 'b'), 'c');

  it('goes back and forth, and stays at either end', () => {
    expect(undo(three).present).toBe('b');
    expect(undo(undo(three)).present).toBe('a');
    const start = undo(undo(undo(three)));
    expect(start.present).toBe('a');
    expect(undo(start)).toBe(start);
    expect(redo(start).present).toBe('b');
    expect(redo(redo(start))).toEqual(three);
    expect(redo(three)).toBe(three);
  });

  it('gives up what was undone when something new comes', () => {
    const other = record(undo(three), 'd');
    expect(redo(other)).toBe(other);
    expect(undo(other).present).toBe('b');
  });

  it('keeps a hundred steps', () => {
    let history = startHistory(0);
    for (let n = 1; n <= 150; n++) history = record(history, n);
    for (let n = 0; n < 150; n++) history = undo(history);
    expect(history.present).toBe(50);
  });
});
