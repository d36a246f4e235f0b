// Uploads that still wait for their finished record.

import type { ImageRecord } from '@image-workflow/record';
import type { Upload } from './upload.ts';

export class PendingUploads {
  readonly #pending = new Map<string, Upload>();
  readonly #finished = new Map<string, ImageRecord>();
  readonly #lost: string[] = [];

  get count(): number {
    return this.#pending.size;
  }

  get keys(): string[] {
    return [...this.#pending.values()].map(({ key }) => key);
  }

  /** Those that will never have one: `key (why)`. */
  get lost(): readonly string[] {
    return this.#lost;
  }

  add(upload: Upload): void {
    const record = this.#finished.get(upload.imageId); // it may be quicker than the answer to the upload
    if (!record || !isRecordOf(record, upload)) this.#pending.set(upload.imageId, upload);
  }

  has(imageId: string): boolean {
    return this.#pending.has(imageId);
  }

  finish(record: ImageRecord): void {
    this.#finished.set(record.imageId, record);
    const upload = this.#pending.get(record.imageId);
    if (upload && isRecordOf(record, upload)) this.#pending.delete(record.imageId);
  }

  lose(imageId: string, why: string): void {
    const upload = this.#pending.get(imageId);
    if (!upload) return;
    this.#pending.delete(imageId);
    this.#lost.push(`${upload.key} (${why})`);
  }
}

/** Whether the record tells of this upload or of a later one under the same key, not of one before. */
function isRecordOf({ source }: ImageRecord, { versionId, startedAt }: Upload): boolean {
  if (versionId !== undefined && source.versionId === versionId) return true;
  return Date.parse(source.uploadedAt) >= startedAt.getTime();
}
