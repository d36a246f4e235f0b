import { expect, it } from '@jest/globals';
import { formatKnown } from '../src/i18n/known-date.ts';

const inUtc = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' });
const formats = {
  year: inUtc({ year: 'numeric' }),
  month: inUtc({ year: 'numeric', month: 'long' }),
  day: inUtc({ dateStyle: 'medium' }),
  time: inUtc({ dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }),
};

it.each([
  ['2024-05-01T10:20:30.12', 'May 1, 2024, 10:20'],
  ['2024-05-01T10:20', 'May 1, 2024, 10:20'],
  ['1968-07-21', 'Jul 21, 1968'],
  ['1968-07', 'July 1968'],
  ['1968', '1968'],
])('a wall time is written as far as it is known: %s', (local, text) => {
  expect(formatKnown(local, formats)).toBe(text);
});
