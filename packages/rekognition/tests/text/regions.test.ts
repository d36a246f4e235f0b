import { describe, expect, it } from '@jest/globals';
import type { ProbabilityMap } from '../../src/text/probability-map.ts';
import { findRegions } from '../../src/text/regions.ts';

/** A map from rows of digits: 7 is a probability of 0.7. */
function toMap(...rows: string[]): ProbabilityMap {
  const data = Float32Array.from(rows.join(''), (digit) => Number(digit) / 10);
  return { data, width: rows[0]?.length ?? 0, height: rows.length };
}

const areas = (map: ProbabilityMap) => findRegions(map, 0.3).map(({ area }) => area);

describe('findRegions', () => {
  it('joins neighbours and tells apart what does not touch', () => {
    expect(areas(toMap('550055', '550055', '000000', '055550'))).toEqual([4, 4, 4]);
  });

  it('joins pixels that touch by a corner only', () => {
    expect(areas(toMap('5000', '0500', '0050', '0500'))).toEqual([4]);
  });

  it('joins arms that meet further down', () => {
    expect(areas(toMap('50505', '50505', '55555'))).toEqual([11]);
    expect(areas(toMap('5000005', '5055505', '5050505', '5550555'))).toEqual([17]);
  });

  it('does not join across the edges of rows', () => {
    expect(areas(toMap('0005', '0000', '5000'))).toEqual([1, 1]);
    expect(areas(toMap('0005', '5000'))).toEqual([1, 1]);
  });

  it('takes pixels above the threshold only, and their mean', () => {
    const [region, ...others] = findRegions(toMap('290', '002'), 0.3);

    expect(others).toEqual([]);
    expect(region?.area).toBe(1);
    expect(region?.probability).toBeCloseTo(0.9);
  });

  it('gives the corners of the first and last pixel of each row', () => {
    expect(findRegions(toMap('000', '055'), 0.3)[0]?.outline).toEqual([
      { x: 1, y: 1 },
      { x: 3, y: 1 },
      { x: 1, y: 2 },
      { x: 3, y: 2 },
    ]);
  });

  it('finds nothing in an empty map', () => {
    expect(areas(toMap('000', '000'))).toEqual([]);
  });
});
