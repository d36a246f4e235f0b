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

/** A picture that is there sooner is not announced: whoever has it in the cache, or rushes past, pays for nothing. */
const PATIENCE_MS = 60;
/** Milliseconds of one turn: a frame has 16, and whoever scrolls needs them. */
const SLICE_MS = 4;

interface Painting {
  element: HTMLElement;
  hash: string;
  /** As `performance.now()` counts. */
  due: number;
}

let waiting: Painting[] = [];
let isPainting = false;

/**
 * Paints what is known of a photograph behind its picture, unless that has come meanwhile, in slices between frames. To decode
 * one takes a fifth of a millisecond, and a turn of the wheel brings sixty.
 *
 * @returns What ends it.
 */
export function paintThumbHash(element: HTMLElement, hash: string): () => void {
  const painting = { element, hash, due: performance.now() + PATIENCE_MS };
  waiting.push(painting);
  paintSoon(PATIENCE_MS);
  return () => {
    waiting = waiting.filter((one) => one !== painting);
  };
}

function paintSoon(milliseconds: number): void {
  if (isPainting) return;
  isPainting = true;
  setTimeout(() => {
    isPainting = false;
    const end = performance.now() + SLICE_MS;
    for (let [next] = waiting; next && performance.now() < end; [next] = waiting) {
      if (next.due > performance.now()) return paintSoon(next.due - performance.now());
      waiting.shift();
      paint(next);
    }
    if (waiting.length > 0) paintSoon(0);
  }, milliseconds);
}

function paint({ element, hash }: Painting): void {
  if (element.querySelector('img')?.complete) return;
  const url = toThumbHashUrl(hash);
  if (url) element.style.backgroundImage = `url("${url}")`;
}
