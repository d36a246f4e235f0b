import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Shape } from '../../../../local/annotate/shapes.ts';
import { drawSvg } from '../../../../local/annotate/svg.ts';

const picture = { width: 400, height: 200 };
const shape: Shape = {
  kind: 'label',
  box: { left: 0.25, top: 0.5, width: 0.5, height: 0.25 },
  caption: 'Dog 97 %',
};

describe('drawSvg', () => {
  it('escapes what is written', () => {
    const svg = drawSvg([{ ...shape, caption: '</text><script>&' }], picture);

    expect(svg).toContain('&#60;/text&#62;&#60;script&#62;&#38;');
    expect(svg).not.toContain('<script');
  });

  it('gives each kind a colour of its own', () => {
    const kinds = ['person', 'celebrity', 'face', 'customLabel', 'label', 'text'] as const;
    const colours = kinds.map((kind) =>
      /fill="(#[^"]+)" fill-opacity/.exec(drawSvg([{ ...shape, kind }], picture)),
    );

    expect(new Set(colours.map((match) => match?.[1])).size).toBe(kinds.length);
  });

  it('draws the frame of a box where the box is, and nothing inside', async () => {
    const svg = drawSvg([{ ...shape, caption: '' }], picture);

    const { data, info } = await sharp(Buffer.from(svg)).raw().toBuffer({ resolveWithObject: true });
    const alphaAt = (x: number, y: number) => data[(y * info.width + x) * info.channels + 3] ?? NaN;
    expect([info.width, info.height]).toEqual([400, 200]);
    expect(alphaAt(100, 125)).toBeGreaterThan(200); // left side
    expect(alphaAt(200, 100)).toBeGreaterThan(200); // top
    expect(alphaAt(299, 125)).toBeGreaterThan(200); // right side
    expect(alphaAt(200, 149)).toBeGreaterThan(200); // bottom
    expect(alphaAt(200, 125)).toBe(0);
    expect(alphaAt(50, 125)).toBe(0);
  });

  it('can be drawn on a picture of one pixel', async () => {
    const svg = drawSvg([shape], { width: 1, height: 1 });

    await expect(sharp(Buffer.from(svg)).metadata()).resolves.toMatchObject({ width: 1, height: 1 });
  });
});
