import { describe, expect, it } from '@jest/globals';
import { area, holdsCentreOf, overlap, overlapOfSmaller } from '../src/box.ts';

const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });

describe('overlap', () => {
  it.each([
    ['the same box', box(0, 0, 1, 1), 1],
    ['half of it', box(0.5, 0, 1, 1), 0.5],
    ['a shifted box', box(0.5, 0, 1.5, 1), 1 / 3],
    ['a box beside it', box(1, 0, 2, 1), 0],
    ['an empty box', box(0.5, 0.5, 0.5, 0.5), 0],
  ])('measures intersection over union with %s', (_, other, expected) => {
    expect(overlap(box(0, 0, 1, 1), other)).toBeCloseTo(expected);
  });
});

describe('overlapOfSmaller', () => {
  it.each([
    ['a box inside', box(0.2, 0.2, 0.7, 0.7), 1],
    ['a larger box around', box(-1, -1, 2, 2), 1],
    ['half beside', box(0.5, 0, 1.5, 1), 0.5],
    ['a box apart', box(2, 0, 3, 1), 0],
  ])('measures intersection over the smaller with %s', (_, other, expected) => {
    expect(overlapOfSmaller(box(0, 0, 1, 1), other)).toBeCloseTo(expected);
  });
});

describe('area', () => {
  it('is never negative', () => {
    expect(area(box(1, 1, 0, 0))).toBe(0);
  });
});

describe('holdsCentreOf', () => {
  it('asks for the centre, not for the whole', () => {
    expect(holdsCentreOf(box(0, 0, 0.5, 0.5), box(0.4, 0.4, 0.55, 0.55))).toBe(true);
    expect(holdsCentreOf(box(0, 0, 0.5, 0.5), box(0.4, 0.4, 0.9, 0.9))).toBe(false);
  });
});
