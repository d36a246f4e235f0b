import { describe, expect, it } from '@jest/globals';
import { escapeXml, fitCaption } from '../../../../local/annotate/caption.ts';

describe('fitCaption', () => {
  it('leaves a caption that fits as it is', () => {
    expect(fitCaption('Dog 97 %', 20, 1_000).text).toBe('Dog 97 %');
  });

  it('cuts what is wider than there is room', () => {
    const { text, width } = fitCaption('Bicycle 75 %', 20, 80);

    expect(text).toMatch(/^Bi.*…$/);
    expect(width).toBeLessThanOrEqual(80);
  });

  it('is empty where not one letter fits', () => {
    expect(fitCaption('Dog', 20, 5)).toEqual({ text: '', width: 0 });
  });

  it('cuts what nobody would read, between letters', () => {
    const { text } = fitCaption('😀'.repeat(500), 10, 100_000);

    expect(text).toBe(`${'😀'.repeat(59)}…`);
  });

  it('is one line without what XML forbids', () => {
    expect(fitCaption('a\n\tb\u0000\u0008\uD800\uFFFFc ', 10, 1_000).text).toBe('a bc');
  });
});

describe('escapeXml', () => {
  it('escapes what has a meaning in XML', () => {
    expect(escapeXml(`<b> & "c" 'd'`)).toBe('&#60;b&#62; &#38; &#34;c&#34; &#39;d&#39;');
  });
});
