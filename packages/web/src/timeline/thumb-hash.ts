// What a photograph looks like before it is loaded, from the 25 bytes that its card brings.

import { thumbHashToDataURL } from 'thumbhash';

const KEPT = 2_000;
const urls = new Map<string, string>();

/** @param hash - base64. @returns A small PNG as data URL; undefined for what is no ThumbHash. */
export function toThumbHashUrl(hash: string | undefined): string | undefined {
  if (!hash) return undefined;
  const known = urls.get(hash);
  if (known !== undefined) return known;
  try {
    const bytes = Uint8Array.from(atob(hash), (letter) => letter.charCodeAt(0));
    const url = thumbHashToDataURL(bytes);
    if (urls.size >= KEPT) urls.clear();
    urls.set(hash, url);
    return url;
  } catch {
    return undefined;
  }
}

/** Milliseconds of one turn: a frame has 16, and whoever scrolls needs them. */
const SLICE_MS = 4;

interface Painting {
  element: HTMLElement;
  hash: string;
}

let waiting: Painting[] = [];
let isPainting = false;

/**
 * Paints what is known of a photograph behind its picture: at once where it was decoded before, else in slices between
 * frames. To decode one takes a fifth of a millisecond, and a turn of the wheel brings sixty.
 *
 * @returns What ends it.
 */
export function paintThumbHash(element: HTMLElement, hash: string): () => void {
  if (urls.has(hash)) {
    paint({ element, hash });
    return () => {};
  }
  const painting = { element, hash };
  waiting.push(painting);
  paintSoon();
  return () => {
    waiting = waiting.filter((one) => one !== painting);
  };
}

function paintSoon(): void {
  if (isPainting) return;
  isPainting = true;
  setTimeout(() => {
    isPainting = false;
    const end = performance.now() + SLICE_MS;
    while (waiting.length > 0 && performance.now() < end) paint(waiting.shift() as Painting);
    if (waiting.length > 0) paintSoon();
  });
}

function paint({ element, hash }: Painting): void {
  const url = toThumbHashUrl(hash);
  if (url) element.style.backgroundImage = `url("${url}")`;
}
