// Pictures decoded just now: one photograph is asked about seven times within seconds, by four engines in two threads.

import { createHash } from 'node:crypto';
import { type DecodedImage, decodeImage } from '../raster.ts';

/** At most 13 MB each. Requests that wait hold theirs beyond that, as many as the server lets in. */
const MAX_PICTURES = 4;
const KEPT_MS = 10_000;

export class RecentPictures {
  readonly #pictures = new Map<string, { image: Promise<DecodedImage>; forget: NodeJS.Timeout }>();

  /**
   * Decodes a picture, or gives the pixels of another call about the same bytes.
   *
   * @throws {RekognitionError} As `decodeImage` does.
   */
  decoded(bytes: Uint8Array): Promise<DecodedImage> {
    const key = createHash('sha256').update(bytes).digest('base64');
    const known = this.#pictures.get(key);
    if (known) return known.image;

    const image = decodeImage(bytes);
    this.#pictures.set(key, { image, forget: setTimeout(() => this.#forget(key), KEPT_MS).unref() });
    image.catch(() => this.#forget(key));
    const [oldest] = this.#pictures.keys();
    if (this.#pictures.size > MAX_PICTURES && oldest !== undefined) this.#forget(oldest);
    return image;
  }

  #forget(key: string): void {
    clearTimeout(this.#pictures.get(key)?.forget);
    this.#pictures.delete(key);
  }
}
