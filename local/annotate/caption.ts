// Captions: as long as they fit, in characters that XML can hold.

/** More letters than this nobody reads on a photograph. */
const LONGEST_CAPTION = 60;

/**
 * Widths of DejaVu Sans, the widest of the usual fonts, in ems: a plate of this width fits any of them. The font is
 * known only to the renderer.
 */
const WIDTHS = { narrow: 0.4, usual: 0.64, wide: 0.8, full: 1.05 } as const;

/**
 * @param fontSize - Pixels.
 * @param maxWidth - Pixels; the text is cut to fit.
 * @returns The text on one line, empty where not even one letter fits, and its width in pixels.
 */
export function fitCaption(
  text: string,
  fontSize: number,
  maxWidth: number,
): { text: string; width: number } {
  const letters = [...toOneLine(text)];
  let shown = letters.length > LONGEST_CAPTION ? LONGEST_CAPTION - 1 : letters.length;
  for (; shown > 0; shown--) {
    const fitted =
      shown < letters.length ? `${letters.slice(0, shown).join('').trimEnd()}…` : letters.join('');
    const width = fontSize * [...fitted].reduce((ems, letter) => ems + toEms(letter), 0);
    if (width <= maxWidth) return { text: fitted, width };
  }
  return { text: '', width: 0 };
}

/** Escapes the five characters that have a meaning in XML. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Drops what XML 1.0 forbids even escaped: most control characters, halves of surrogate pairs, U+FFFE and U+FFFF. */
function toOneLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '')
    .trim();
}

function toEms(letter: string): number {
  if (/[ .,:;'!|iljtfrI()[\]]/.test(letter)) return WIDTHS.narrow;
  if ((letter.codePointAt(0) ?? 0) >= 0x2e80) return WIDTHS.full; // CJK, and emoji
  return /[\p{Lu}%mw@…]/u.test(letter) ? (/[MW@%…]/.test(letter) ? WIDTHS.full : WIDTHS.wide) : WIDTHS.usual;
}
