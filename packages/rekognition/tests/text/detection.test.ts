import { describe, expect, it } from '@jest/globals';
import { toBoxes, toPicture } from '../../src/text/detection.ts';
import type { ProbabilityMap } from '../../src/text/probability-map.ts';
import { holds, type RotatedBox } from '../../src/text/rotated-box.ts';

/** A map with a probability inside each box and none elsewhere. */
function mapOf(...texts: { box: RotatedBox; probability: number }[]): ProbabilityMap {
  const map = { data: new Float32Array(300 * 200), width: 300, height: 200 };
  for (let y = 0; y < map.height; y += 1) {
    for (let x = 0; x < map.width; x += 1) {
      for (const { box, probability } of texts) {
        if (holds(box, { x: x + 0.5, y: y + 0.5 })) map.data[y * map.width + x] = probability;
      }
    }
  }
  return map;
}

const line: RotatedBox = { centerX: 150, centerY: 100, axisX: 1, axisY: 0, width: 160, height: 20 };
const turnedBy = (box: RotatedBox, degrees: number): RotatedBox => ({
  ...box,
  axisX: Math.cos((degrees * Math.PI) / 180),
  axisY: Math.sin((degrees * Math.PI) / 180),
});

describe('toBoxes', () => {
  it('grows a region by its area over its perimeter times 1.4 on each side', () => {
    const [box, ...others] = toBoxes(mapOf({ box: line, probability: 0.9 }));

    const distance = (160 * 20 * 1.4) / (2 * (160 + 20));
    expect(others).toEqual([]);
    expect(box).toMatchObject({ centerX: 150, centerY: 100 });
    expect(box?.width).toBeCloseTo(160 + 2 * distance);
    expect(box?.height).toBeCloseTo(20 + 2 * distance);
  });

  it('follows text at an angle', () => {
    const [box] = toBoxes(mapOf({ box: turnedBy(line, 20), probability: 0.9 }));

    expect(Math.abs((Math.atan2(box?.axisY ?? 0, box?.axisX ?? 0) * 180) / Math.PI - 20)).toBeLessThan(1);
  });

  it('leaves out what is faint, too small or too thin', () => {
    expect(toBoxes(mapOf({ box: line, probability: 0.4 }))).toEqual([]);
    expect(toBoxes(mapOf({ box: { ...line, width: 2, height: 2 }, probability: 0.9 }))).toEqual([]);
    expect(toBoxes(mapOf({ box: { ...line, height: 2 }, probability: 0.9 }))).toEqual([]);
  });

  it('lets a single letter stand as the lines do', () => {
    const letter = turnedBy({ ...line, centerY: 40, width: 15, height: 13 }, 5);

    const alone = toBoxes(mapOf({ box: letter, probability: 0.9 }));
    const [, beside] = toBoxes(
      mapOf({ box: turnedBy(line, 8), probability: 0.9 }, { box: letter, probability: 0.9 }),
    );

    expect(alone[0]?.axisY).toBeCloseTo(0, 6); // level where nothing says otherwise
    expect(Math.abs((Math.asin(beside?.axisY ?? 0) * 180) / Math.PI - 8)).toBeLessThan(1);
  });

  it('is bounded, whatever a picture shows', () => {
    const map = { data: new Float32Array(400 * 400), width: 400, height: 400 };
    for (let y = 0; y < 400; y += 1) {
      for (let x = 0; x < 400; x += 1) if (x % 8 < 4 && y % 8 < 4) map.data[y * 400 + x] = 1;
    }

    expect(toBoxes(map)).toHaveLength(1000); // of 2500
  });
});

describe('toPicture', () => {
  it('gives the box in pixels of the picture', () => {
    const map = { data: new Float32Array(), width: 100, height: 50 };

    expect(toPicture([line], map, { width: 200, height: 100 })).toEqual([
      { ...line, centerX: 300, centerY: 200, width: 320, height: 40 },
    ]);
  });
});
