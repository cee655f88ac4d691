import { describe, expect, it } from 'vitest';
import { dicomDateTime } from './date-time.ts';

describe('dicomDateTime', () => {
  const instant = new Date('2024-02-28T23:15:09.999Z');

  it.each([
    [undefined, '20240228', '231509'],
    ['+0130', '20240229', '004509'],
    ['-2315', '20240228', '000009'],
    ['nonsense', '20240228', '231509'],
  ])('in the zone %s', (offset, date, time) => expect(dicomDateTime(instant, offset)).toEqual({ date, time }));
});
