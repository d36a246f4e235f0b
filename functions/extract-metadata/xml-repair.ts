// XML that is none, made such that a parser goes on behind what is wrong.

/** A tag, a comment, a section or an instruction; or an ampersand. */
const MARKUP =
  /<!--|<!\[CDATA\[|<\/?[A-Za-z_][^\s<>/"'=&]*|<\?|<|&(?:#\d{1,7}|#x[\da-f]{1,6}|amp|lt|gt|quot|apos);|&/gi;

/** Deeper than any packet that is read. */
const MAX_DEPTH = 200;

/** What ends what begins so; nothing in it is markup. */
const ENDS: Readonly<Record<string, string>> = { '<!--': '-->', '<![CDATA[': ']]>', '<?': '?>' };

/**
 * Repairs what a parser would stop at, or lose its place by: ampersands and less-than signs that stand for themselves, and
 * closing tags of elements that are not open.
 */
export function repairXml(text: string): string {
  const open: string[] = [];
  const parts: string[] = [];
  let at = 0;
  const markup = new RegExp(MARKUP);
  for (let match = markup.exec(text); match !== null; match = markup.exec(text)) {
    const [found] = match;
    const index = match.index;
    const end = ENDS[found.toUpperCase()];
    if (end !== undefined) {
      const behind = text.indexOf(end, index);
      if (behind < 0) break;
      markup.lastIndex = behind + end.length;
    } else if (found === '&') {
      parts.push(text.slice(at, index), '&amp;');
      at = index + 1;
    } else if (found === '<') {
      parts.push(text.slice(at, index), '&lt;');
      at = index + 1;
    } else if (found.startsWith('</')) {
      const place = open.lastIndexOf(found.slice(2));
      const close = text.indexOf('>', index) + 1;
      if (close === 0) break;
      if (place >= 0) open.length = place;
      else {
        parts.push(text.slice(at, index));
        at = close;
      }
      markup.lastIndex = close;
    } else if (found !== '<!' && found.startsWith('<')) {
      const close = endOfTag(text, index + found.length);
      if (text[close - 2] !== '/') open.push(found.slice(1));
      if (open.length > MAX_DEPTH) break; // what is wrong in its attributes is found by itself
    }
  }
  return parts.join('') + text.slice(at);
}

/** Behind the `>` of a tag, which may also stand in the quotes of an attribute; before the next tag where it has none. */
function endOfTag(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const character = text[at] as string;
    if (quote === '' && character === '>') return at + 1;
    if (quote === '' && character === '<') return at;
    if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
  }
  return text.length;
}
