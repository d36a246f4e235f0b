// Text drawn as strokes: a machine without fonts must read the same.

import sharp from 'sharp';

/** Capitals on a grid 4 wide and 6 high, as SVG paths. */
const STROKES: Record<string, string> = {
  A: 'M0 6 2 0 4 6M.8 4H3.2',
  E: 'M4 0H0V6H4M0 3H3',
  F: 'M4 0H0V6M0 3H3',
  H: 'M0 0V6M4 0V6M0 3H4',
  I: 'M2 0V6',
  L: 'M0 0V6H4',
  M: 'M0 6V0L2 4 4 0V6',
  N: 'M0 6V0L4 6V0',
  O: 'M2 0C-.6 0-.6 6 2 6S4.6 0 2 0',
  R: 'M0 6V0H2.5C4.3 0 4.3 3 2.5 3H0M2 3 4 6',
  T: 'M0 0H4M2 0V6',
  W: 'M0 0 1 6 2 2 3 6 4 0',
  '2': 'M0 1.5C0-.6 4-.4 4 1.7 4 3 0 5 0 6H4',
  '7': 'M0 0H4L1.5 6',
};

export interface DrawnLine {
  text: string;
  /** Left end of the foot of the letters, in pixels. */
  x: number;
  y: number;
  /** Height of a capital in pixels. */
  size: number;
  /** Degrees clockwise around that point. */
  turn?: number;
}

/** A PNG with black lines of text on white. */
export function drawText(width: number, height: number, lines: DrawnLine[]): Promise<Buffer> {
  const drawn = lines.map(({ text, x, y, size, turn = 0 }) => {
    const letters = [...text].map((letter, index) => {
      const path = STROKES[letter];
      return path ? `<path transform="translate(${index * 5.8} -6)" d="${path}"/>` : '';
    });
    return `<g transform="translate(${x} ${y}) rotate(${turn}) scale(${size / 6})">${letters.join('')}</g>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="white"/>
    <g fill="none" stroke="black" stroke-width=".9" stroke-linecap="square">${drawn.join('')}</g>
  </svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}
