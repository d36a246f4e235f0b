// Files on their way: hashed, announced, sent, and followed until each has its record. It outlives every view.

import type { ImageStatus } from '@image-workflow/record';
import type { Upload } from '@image-workflow/record/api/uploads';
import { MAX_FILE_NAME_LENGTH, MAX_FILES } from '@image-workflow/record/api/uploads';
import type { Feature } from '@image-workflow/record/features';
import { client } from '../app/client.tsx';
import { hashFile } from './hash.ts';

/**
 * - `waiting`: for its turn. `hashing`: its bytes are read, to find duplicates. `sending`: bytes go.
 * - `uploaded`: the storage has it; the workflow has not ended. `done`: there is a record; `result` says what it is.
 * - `duplicate`: the very same bytes are there already, nothing was sent.
 * - `refused`: neither sent nor tried again by itself; `reason` says why.
 */
export type UploadState =
  | 'waiting'
  | 'hashing'
  | 'sending'
  | 'uploaded'
  | 'done'
  | 'duplicate'
  | 'refused'
  | 'cancelled';

export interface UploadItem {
  readonly id: number;
  readonly file: File;
  /** With the folders it came in. */
  readonly name: string;
  readonly state: UploadState;
  readonly sentBytes: number;
  readonly imageId?: string;
  readonly duplicateOf?: string;
  /** 64 lower-case hex digits, once its bytes have been read. */
  readonly sha256?: string;
  /** The file of this tray that has the same bytes, and is sent for both. */
  readonly twin?: number;
  /** What the workflow is at: `DetectLabels`. */
  readonly step?: string;
  /** Of the record, once it is finished. */
  readonly result?: ImageStatus;
  readonly reason?: unknown;
}

export interface FoundFile {
  file: File;
  name: string;
}

const SENDING_AT_ONCE = 4;
const HASHING_AHEAD = 12; // files that are hashed before the ones in front have been sent
const FOLLOWED_AT_ONCE = 8;
const FOLLOW_MS = 1_000;
const UNSEEN_MS = 4_000; // a photograph that ran so quickly that no list of running ones had it
const TOLD_MS = 100; // a tray that is drawn ten times a second is smooth, and 2,000 files cost it nothing

const UNSENT: ReadonlySet<UploadState> = new Set(['waiting', 'hashing', 'sending']);

class UploadQueue {
  #items = new Map<number, UploadItem>();
  #snapshot: readonly UploadItem[] = [];
  #nextId = 1;
  #features: Feature[] | undefined;
  readonly #controllers = new Map<number, AbortController>();
  readonly #allowed = new Map<number, Upload>();
  readonly #sendDuplicates = new Set<number>();
  readonly #listeners = new Set<() => void>();
  #told: ReturnType<typeof setTimeout> | undefined;
  /** By imageId: when it may be asked for, 0 once it is known to be there. */
  readonly #nextAsked = new Map<string, number>();
  #isPumping = false;
  #follower: ReturnType<typeof setInterval> | undefined;
  /** Told when something has reached the storage or has its record. */
  onArrival: () => void = () => {};
  maxBytes = Number.POSITIVE_INFINITY;

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get items(): readonly UploadItem[] {
    return this.#snapshot;
  }

  find(id: number | undefined): UploadItem | undefined {
    return id === undefined ? undefined : this.#items.get(id);
  }

  add(files: readonly FoundFile[], features: Feature[] | undefined): void {
    this.#features = features;
    for (const { file, name } of files) {
      const id = this.#nextId++;
      const reason = this.#refuse(file);
      this.#items.set(id, {
        id,
        file,
        name: name.length <= MAX_FILE_NAME_LENGTH ? name : name.slice(-MAX_FILE_NAME_LENGTH),
        state: reason ? 'refused' : 'waiting',
        sentBytes: 0,
        ...(reason && { reason }),
      });
    }
    this.#tell();
    void this.#pump();
  }

  retry(id: number): void {
    this.#startAnew(id);
    void this.#pump();
  }

  #startAnew(id: number): void {
    this.#allowed.delete(id); // it may have expired
    this.#change(id, {
      state: 'waiting',
      sentBytes: 0,
      sha256: undefined,
      twin: undefined,
      reason: undefined,
      step: undefined,
      result: undefined,
    });
  }

  /** Sends a file although its bytes are there already. */
  sendAnyway(id: number): void {
    this.#sendDuplicates.add(id);
    this.#change(id, { state: 'waiting', twin: undefined });
    void this.#pump();
  }

  /** Tries again whatever did not go and may go now. */
  retryAll(): void {
    for (const { id } of this.unsent) this.#startAnew(id);
    void this.#pump();
  }

  /** What has been refused and may go another time. */
  get unsent(): UploadItem[] {
    return [...this.#items.values()].filter(
      ({ state, reason }) => state === 'refused' && !isFinalRefusal(reason),
    );
  }

  /** How many files nobody has but this page. */
  get lostWithPage(): number {
    return this.#snapshot.filter(({ state }) => UNSENT.has(state)).length + this.unsent.length;
  }

  cancel(id: number): void {
    this.#controllers.get(id)?.abort();
    this.#change(id, { state: 'cancelled' });
  }

  cancelAll(): void {
    for (const { id, state } of this.#items.values()) {
      if (state === 'waiting' || state === 'hashing' || state === 'sending') this.cancel(id);
    }
  }

  /** Takes what has ended out of the tray. */
  clearSettled(): void {
    for (const { id, state } of this.#items.values())
      if (!UNSENT.has(state) && state !== 'uploaded') this.#items.delete(id);
    this.#tell();
  }

  #refuse(file: File): Error | undefined {
    if (file.size === 0) return new EmptyFileError();
    if (file.size > this.maxBytes) return new FileTooLargeError(this.maxBytes);
    return undefined;
  }

  /** One loop hands files to the stages; it ends when nothing waits. */
  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      await Promise.all([
        this.#hashAndAnnounce(),
        ...Array.from({ length: SENDING_AT_ONCE }, () => this.#sendAll()),
      ]);
    } finally {
      this.#isPumping = false;
    }
    if ([...this.#items.values()].some(({ state }) => state === 'waiting')) void this.#pump();
  }

  async #hashAndAnnounce(): Promise<void> {
    for (;;) {
      const batch = this.#next('waiting', Math.min(MAX_FILES, HASHING_AHEAD)).filter(
        ({ id }) => !this.#allowed.has(id),
      );
      if (batch.length === 0) return;
      while (this.#allowed.size > HASHING_AHEAD * 2) await pause(50);
      const hashed = await Promise.all(
        batch.map(async (item) => {
          this.#change(item.id, { state: 'hashing' });
          return { item, sha256: await hashFile(item.file).catch(() => undefined) };
        }),
      );
      const wanted = hashed.filter(({ item, sha256 }) => {
        if (this.#items.get(item.id)?.state !== 'hashing') return false;
        const twin = sha256 && !this.#sendDuplicates.has(item.id) && this.#findBySha256(sha256);
        this.#change(item.id, twin ? { state: 'duplicate', twin: twin.id } : { sha256 });
        return !twin;
      });
      if (wanted.length > 0) await this.#announce(wanted);
    }
  }

  /** Of a card that holds a photograph twice, one is sent. */
  #findBySha256(sha256: string): UploadItem | undefined {
    for (const item of this.#items.values()) {
      if (item.sha256 === sha256 && item.state !== 'refused' && item.state !== 'cancelled') return item;
    }
    return undefined;
  }

  /** Where a file did not go, those that counted on it have their own turn. */
  #releaseTwins(id: number): void {
    for (const { id: own, twin } of this.#items.values()) if (twin === id) this.retry(own);
  }

  async #announce(hashed: { item: UploadItem; sha256: string | undefined }[]): Promise<void> {
    try {
      const { uploads } = await client.createUploads({
        files: hashed.map(({ item, sha256 }) => ({
          name: item.name,
          sizeBytes: item.file.size,
          ...(/^[\w.+-]+\/[\w.+-]+$/.test(item.file.type) && { type: item.file.type }),
          ...(sha256 && { sha256 }),
        })),
        ...(this.#features && { features: this.#features }),
      });
      hashed.forEach(({ item }, index) => {
        const upload = uploads[index];
        if (!upload || this.#items.get(item.id)?.state !== 'hashing') return;
        const { duplicateOf } = upload;
        if (duplicateOf && !this.#sendDuplicates.has(item.id)) {
          this.#change(item.id, { state: 'duplicate', duplicateOf });
          return;
        }
        this.#allowed.set(item.id, upload);
        this.#change(item.id, { state: 'waiting', imageId: upload.imageId });
      });
    } catch (reason) {
      for (const { item } of hashed) this.#change(item.id, { state: 'refused', reason });
    }
  }

  async #sendAll(): Promise<void> {
    for (;;) {
      const [id, upload] = this.#allowed.entries().next().value ?? [];
      if (id !== undefined && upload) {
        this.#allowed.delete(id);
        if (this.#items.get(id)?.state === 'waiting') await this.#send(id, upload);
      } else if ([...this.#items.values()].some(({ state }) => state === 'hashing' || state === 'waiting')) {
        await pause(40);
      } else {
        return;
      }
    }
  }

  async #send(id: number, upload: Upload): Promise<void> {
    const item = this.#items.get(id);
    if (!item) return;
    const controller = new AbortController();
    this.#controllers.set(id, controller);
    this.#change(id, { state: 'sending' });
    try {
      await client.send(upload, item.file, {
        signal: controller.signal,
        onProgress: ({ sentBytes }) => this.#change(id, { sentBytes }),
      });
      this.#change(id, { state: 'uploaded', sentBytes: item.file.size });
      this.onArrival();
      this.#follow();
    } catch (reason) {
      if (!controller.signal.aborted) this.#change(id, { state: 'refused', reason });
    } finally {
      this.#controllers.delete(id);
    }
  }

  /** Asks a few of those at a time that the storage has; the rest have their turn when these have ended. */
  #follow(): void {
    this.#follower ??= setInterval(async () => {
      const followed = this.#next('uploaded', FOLLOWED_AT_ONCE);
      if (followed.length === 0) {
        clearInterval(this.#follower);
        this.#follower = undefined;
        return;
      }
      await this.#lookForArrivals(followed);
      const due = followed.filter(({ imageId = '' }) => (this.#nextAsked.get(imageId) ?? 0) <= Date.now());
      await Promise.all(due.map((item) => this.#ask(item)));
    }, FOLLOW_MS);
  }

  /** Asking for a record before it exists would be a 404, which every browser reports as an error. */
  async #lookForArrivals(followed: readonly UploadItem[]): Promise<void> {
    const unseen = followed.filter(({ imageId = '' }) => this.#nextAsked.get(imageId) !== 0);
    if (unseen.length === 0) return;
    const page = await client.listImages({ status: ['PROCESSING'], limit: 200 }).catch(() => undefined);
    const running = new Set(page?.items.map(({ imageId }) => imageId));
    for (const { imageId = '' } of unseen) {
      if (running.has(imageId)) this.#nextAsked.set(imageId, 0);
      else if (!this.#nextAsked.has(imageId)) this.#nextAsked.set(imageId, Date.now() + UNSEEN_MS);
    }
  }

  async #ask({ id, imageId }: UploadItem): Promise<void> {
    if (!imageId) return;
    const record = await client.getImage(imageId).catch(() => undefined);
    if (!record) {
      this.#nextAsked.set(imageId, Date.now() + UNSEEN_MS);
      return;
    }
    this.#nextAsked.set(imageId, 0);
    if (record.status !== 'PROCESSING') {
      this.#change(id, {
        state: 'done',
        result: record.status,
        reason: record.reason ?? record.error?.message,
        step: undefined,
      });
      this.onArrival();
      return;
    }
    const execution = await client.getImageExecution(imageId).catch(() => undefined);
    const running = execution?.states.filter(({ status }) => status === 'RUNNING').map(({ name }) => name);
    const step = running?.findLast((name) => name !== 'AnalyzeImage') ?? running?.[0];
    if (step && this.#items.get(id)?.state === 'uploaded') this.#change(id, { step });
  }

  #next(state: UploadState, count: number): UploadItem[] {
    const found: UploadItem[] = [];
    for (const item of this.#items.values()) {
      if (item.state === state && !(state === 'waiting' && this.#allowed.has(item.id))) found.push(item);
      if (found.length === count) break;
    }
    return found;
  }

  #change(id: number, change: { [Key in keyof UploadItem]?: UploadItem[Key] | undefined }): void {
    const item = this.#items.get(id);
    if (!item) return;
    this.#items.set(id, { ...item, ...change } as UploadItem);
    if (change.state === 'refused' || change.state === 'cancelled') this.#releaseTwins(id);
    this.#tell();
  }

  #warnOfLeaving(): void {
    removeEventListener('beforeunload', askBeforeLeaving);
    if (this.lostWithPage > 0) addEventListener('beforeunload', askBeforeLeaving);
  }

  #tell(): void {
    this.#told ??= setTimeout(() => {
      this.#told = undefined;
      this.#snapshot = [...this.#items.values()];
      this.#warnOfLeaving();
      for (const listener of this.#listeners) listener();
    }, TOLD_MS);
  }
}

/** Whether no other try can help. */
export function isFinalRefusal(reason: unknown): boolean {
  return reason instanceof EmptyFileError || reason instanceof FileTooLargeError;
}

/** A browser asks before it leaves a page that says so. */
const askBeforeLeaving = (event: BeforeUnloadEvent) => event.preventDefault();

export class EmptyFileError extends Error {
  override readonly name = 'EmptyFileError';
}

export class FileTooLargeError extends Error {
  override readonly name = 'FileTooLargeError';
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super();
    this.maxBytes = maxBytes;
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export const uploads = new UploadQueue();
