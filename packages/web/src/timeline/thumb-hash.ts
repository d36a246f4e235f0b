// What a photograph looks like before it is loaded, from the 25 bytes that its card brings.

import { thumbHashToDataURL } from 'thumbhash';

const KEPT = 2_000;
const urls = new Map<string, string>();

/** @param hash - base64. @returns A small PNG as data URL; undefined for what is no ThumbHash. */
export function toThumbHashUrl(hash: string | undefined): string | undefined {
  if (!hash) return undefined;
  const known = urls.get(hash);
  if (known) return known;
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
