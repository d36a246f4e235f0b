import { describe, expect, it } from '@jest/globals';
import { inReadingOrder } from '../../src/text/reading-order.ts';
import type { Reading } from '../../src/text/recognition.ts';

/** A line 10 px high from `left`, its middle at `y`, in a picture turned by some degrees. */
function line(text: string, left: number, y: number, width = 20, degrees = 0): Reading {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const x = left + width / 2;
  return {
    box: {
      centerX: x * cos - y * sin,
      centerY: x * sin + y * cos,
      axisX: cos,
      axisY: sin,
      width,
      height: 10,
    },
    words: [{ text, confidence: 1, from: 0, to: 1 }],
    confidence: 1,
  };
}

const order = (readings: Reading[]) =>
  inReadingOrder(readings)
    .map(({ words }) => words[0]?.text)
    .join(' ');

const column = (name: string, left: number) =>
  [1, 2, 3, 4].map((row) => line(`${name}${row}`, left, 100 + row * 20, 120));

describe('inReadingOrder', () => {
  it('goes from top to bottom, and along a row from left to right', () => {
    expect(order([line('d', 50, 34), line('b', 50, 3), line('a', 0, 5), line('c', 0, 30)])).toBe('a b c d');
  });

  it.each([6, 90, 180, -20])('does so in a picture turned by %d°', (degrees) => {
    const turned = [line('d', 50, 30, 20, degrees), line('b', 50, 0, 20, degrees)];
    turned.push(line('a', 0, 0, 20, degrees), line('c', 0, 30, 20, degrees));

    expect(order(turned)).toBe('a b c d');
  });

  it('reads columns of prose one after the other', () => {
    expect(order([...column('b', 150), ...column('a', 0)])).toBe('a1 a2 a3 a4 b1 b2 b3 b4');
  });

  it('reads three columns', () => {
    expect(order([...column('c', 300), ...column('a', 0), ...column('b', 150)])).toBe(
      'a1 a2 a3 a4 b1 b2 b3 b4 c1 c2 c3 c4',
    );
  });

  it('reads what lies across columns before or after them', () => {
    const page = [
      ...column('b', 150),
      line('foot', 60, 300, 150),
      ...column('a', 0),
      line('head', 60, 50, 150),
    ];

    expect(order(page)).toBe('head a1 a2 a3 a4 b1 b2 b3 b4 foot');
  });

  it('reads a table row by row', () => {
    const bill = [1, 2, 3, 4].flatMap((row) => [
      line(`price${row}`, 150, row * 20, 30),
      line(`goods${row}`, 0, row * 20, 120),
    ]);

    expect(order(bill)).toBe('goods1 price1 goods2 price2 goods3 price3 goods4 price4');
  });

  it('has nothing to order where there is no text', () => {
    expect(inReadingOrder([])).toEqual([]);
  });
});
