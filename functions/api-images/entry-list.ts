// Entries of one or several partitions as one sorted list, read as far as it is looked at.

import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { SearchEntry, SearchTable } from '../shared/search/search-table.ts';

export interface ListOptions {
  /** Order keys, both included. */
  low: string;
  high: string;
  order: 'newest' | 'oldest';
  /** Order key of the last entry that was seen; the list goes on after it. */
  after?: string | undefined;
}

/** Most entries of one query; about 100 KB. */
const MAX_CHUNK = 200;

/** The union of partitions, each entry once. */
export class EntryList {
  readonly #partitions: Partition[];
  readonly #isBefore: (one: string, other: string) => boolean;
  /** Entries that were read, whether looked at or not. */
  get read(): number {
    return this.#partitions.reduce((sum, { read }) => sum + read, 0);
  }

  constructor(table: SearchTable, partitions: readonly string[], options: ListOptions) {
    this.#partitions = partitions.map((pk) => new Partition(table, pk, options));
    this.#isBefore = options.order === 'newest' ? (one, other) => one > other : (one, other) => one < other;
  }

  /**
   * @param expected - How many more entries the caller is likely to want: what is read at once.
   * @returns Undefined at the end.
   */
  async next(expected: number): Promise<SearchEntry | undefined> {
    const open = this.#partitions.filter(({ isAtEnd }) => !isAtEnd).length;
    const chunk = Math.min(MAX_CHUNK, Math.max(1, Math.ceil(expected / Math.max(1, open))));
    const heads = await Promise.all(this.#partitions.map((partition) => partition.peek(chunk)));
    const first = heads.reduce(
      (best, head) => (head && (!best || this.#isBefore(head.sk, best.sk)) ? head : best),
      undefined,
    );
    for (const [at, head] of heads.entries()) {
      if (head && head.sk === first?.sk) this.#partitions[at]?.skip(); // a photograph that is in several
    }
    return first;
  }

  /** Goes on at `orderKey`, or after it where it is not in the list. */
  seek(orderKey: string): void {
    for (const partition of this.#partitions) partition.seek(orderKey);
  }

  /** Whether it is known that nothing follows. */
  get isAtEnd(): boolean {
    return this.#partitions.every(({ isAtEnd }) => isAtEnd);
  }
}

class Partition {
  readonly #table: SearchTable;
  readonly #pk: string;
  readonly #options: ListOptions;
  #buffer: SearchEntry[] = [];
  #after: string | undefined;
  #isRead = false;
  read = 0;

  constructor(table: SearchTable, pk: string, options: ListOptions) {
    this.#table = table;
    this.#pk = pk;
    this.#options = { ...options };
    this.#after = options.after;
  }

  async peek(chunk: number): Promise<SearchEntry | undefined> {
    while (this.#buffer.length === 0 && !this.#isRead) await this.#readMore(chunk);
    return this.#buffer[0];
  }

  skip(): void {
    this.#buffer.shift();
  }

  seek(orderKey: string): void {
    const { order } = this.#options;
    const isPassed = ({ sk }: SearchEntry) => (order === 'newest' ? sk > orderKey : sk < orderKey);
    this.#buffer = this.#buffer.filter((entry) => !isPassed(entry));
    if (this.#buffer.length > 0) return;
    if (order === 'newest') this.#options.high = orderKey;
    else this.#options.low = orderKey;
    this.#after = undefined;
  }

  get isAtEnd(): boolean {
    return this.#isRead && this.#buffer.length === 0;
  }

  async #readMore(chunk: number): Promise<void> {
    const { low, high, order } = this.#options;
    if (low > high) {
      this.#isRead = true;
      return;
    }
    const { Items = [], LastEvaluatedKey } = await this.#table.documents.send(
      new QueryCommand({
        TableName: this.#table.tableName,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :low AND :high',
        ExpressionAttributeValues: { ':pk': this.#pk, ':low': low, ':high': high },
        ScanIndexForward: order === 'oldest',
        Limit: chunk,
        ...(this.#after && { ExclusiveStartKey: { pk: this.#pk, sk: this.#after } }),
      }),
    );
    this.#buffer.push(...(Items as SearchEntry[])); // written by indexImage alone
    this.read += Items.length;
    this.#after = LastEvaluatedKey?.sk;
    this.#isRead = LastEvaluatedKey === undefined;
  }
}
