// Random access to a file that may be hundreds of megabytes away: only what is asked for is fetched, and only once.

/** A file, or a part of one, that can be read at any place. */
export interface ByteSource {
  readonly sizeBytes: number;
  /**
   * @param readAhead - Bytes worth fetching beyond `length` if something must be fetched anyway.
   * @returns `length` bytes from `offset`, or fewer where the file ends (none beyond it). Not to be written to.
   * @throws {ReadBudgetError} When the file has already cost as much as it may.
   */
  read(offset: number, length: number, readAhead?: number): Promise<Buffer>;
}

/** Fetches `length` bytes from `offset`; both lie inside the file. */
export type FetchRange = (offset: number, length: number) => Promise<Buffer>;

/** One file has cost as many bytes as it may: a hostile or broken file, whose answer is made from what was read. */
export class ReadBudgetError extends Error {
  override readonly name = 'ReadBudgetError';
}

/** Requests that one file may cost: at 15 ms each a quarter of a minute. */
const MAX_REQUESTS = 1_000;

/** What is fetched is a whole number of these. Small: walking a container hops from header to header. */
const BLOCK_BYTES = 1024;

/** A source that fetches block by block, keeps what it fetched, and counts what that cost. */
export class RangedSource implements ByteSource {
  readonly sizeBytes: number;
  /** Bytes fetched so far, and in how many requests. */
  fetchedBytes = 0;
  requests = 0;
  readonly #fetchRange: FetchRange;
  readonly #maxFetchedBytes: number;
  readonly #blocks = new Map<number, Buffer>();

  /**
   * @param head - What the first request fetched from the start of the file: the whole of it, or some whole KiB.
   * @param maxFetchedBytes - Bound of what one file may cost, and of the memory it takes.
   */
  constructor(
    sizeBytes: number,
    fetchRange: FetchRange,
    { head, maxFetchedBytes }: { head: Buffer; maxFetchedBytes: number },
  ) {
    this.sizeBytes = sizeBytes;
    this.#fetchRange = fetchRange;
    this.#maxFetchedBytes = maxFetchedBytes;
    this.#keep(0, head);
  }

  async read(offset: number, length: number, readAhead = 0): Promise<Buffer> {
    const { start, end } = clip(offset, length, this.sizeBytes);
    if (start === end) return Buffer.alloc(0);

    const firstBlock = Math.floor(start / BLOCK_BYTES);
    const lastBlock = Math.floor((end - 1) / BLOCK_BYTES);
    if (!this.#has(firstBlock, lastBlock))
      await this.#fetch(firstBlock, lastBlock, Math.min(end + readAhead, this.sizeBytes));

    const blocks: Buffer[] = [];
    for (let index = firstBlock; index <= lastBlock; index++) {
      const block = this.#blocks.get(index);
      if (block === undefined) break; // the file turned out to be shorter
      blocks.push(block);
    }
    const first = blocks[0];
    const bytes = blocks.length === 1 && first !== undefined ? first : Buffer.concat(blocks);
    const from = start - firstBlock * BLOCK_BYTES;
    return bytes.subarray(from, from + (end - start));
  }

  #has(firstBlock: number, lastBlock: number): boolean {
    for (let index = firstBlock; index <= lastBlock; index++) if (!this.#blocks.has(index)) return false;
    return true;
  }

  /** Fetches the gap between the first and the last missing block in one request, and more up to `aheadEnd`. */
  async #fetch(firstBlock: number, lastBlock: number, aheadEnd: number): Promise<void> {
    let from = firstBlock;
    while (this.#blocks.has(from)) from++;
    let to = lastBlock;
    while (this.#blocks.has(to)) to--;
    if (to === lastBlock) {
      const furthest = Math.floor((aheadEnd - 1) / BLOCK_BYTES);
      while (to < furthest && !this.#blocks.has(to + 1)) to++;
    }

    const offset = from * BLOCK_BYTES;
    const length = Math.min((to + 1) * BLOCK_BYTES, this.sizeBytes) - offset;
    if (this.fetchedBytes + length > this.#maxFetchedBytes || this.requests >= MAX_REQUESTS) {
      throw new ReadBudgetError(
        `Expected to read at most ${this.#maxFetchedBytes} bytes in ${MAX_REQUESTS} requests but needed more`,
      );
    }
    this.#keep(from, await this.#fetchRange(offset, length));
  }

  #keep(firstBlock: number, bytes: Buffer): void {
    this.fetchedBytes += bytes.length;
    this.requests++;
    for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
      this.#blocks.set(firstBlock + at / BLOCK_BYTES, bytes.subarray(at, at + BLOCK_BYTES));
    }
  }
}

/** A source over bytes that are in memory already, such as an uncompressed chunk. */
export function bytesSource(bytes: Buffer): ByteSource {
  return {
    sizeBytes: bytes.length,
    read: async (offset, length) => {
      const { start, end } = clip(offset, length, bytes.length);
      return bytes.subarray(start, end);
    },
  };
}

/** A part of a source, with offsets of its own: an EXIF block inside a JPEG, a JPEG inside a RAW file. */
export function sliceSource(
  source: ByteSource,
  offset: number,
  length = Number.POSITIVE_INFINITY,
): ByteSource {
  const { start, end } = clip(offset, length, source.sizeBytes);
  const sizeBytes = end - start;
  return {
    sizeBytes,
    read: (from, count, readAhead = 0) => {
      const inner = clip(from, count, sizeBytes);
      const ahead = Math.min(readAhead, sizeBytes - inner.end);
      return source.read(start + inner.start, inner.end - inner.start, ahead);
    },
  };
}

/** The part of `[offset, offset + length)` that lies inside the file; an impossible one is empty. */
function clip(offset: number, length: number, sizeBytes: number): { start: number; end: number } {
  const start = Number.isFinite(offset) ? Math.min(Math.max(0, Math.trunc(offset)), sizeBytes) : sizeBytes;
  if (offset < 0 || !(length > 0)) return { start, end: start };
  return { start, end: Math.min(start + length, sizeBytes) };
}
