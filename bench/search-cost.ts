// What it costs to keep a photograph findable, as the index's own code writes it for the sample record of events/.
//
//   npm run bench:search

import { readFileSync } from 'node:fs';
import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import { type Index, indexImage, toIndexed } from '../functions/shared/search/index-image.ts';
import { recordInputSchema } from '../functions/shared/workflow.ts';
import { toRecord } from '../functions/store-record/to-record.ts';

/** US dollars for a million write units of a table on demand. https://aws.amazon.com/dynamodb/pricing/on-demand/, read on 2026-11-26. */
const USD_PER_MILLION_UNITS = 0.625;

/** A unit is 1 KB, and a transaction takes two for each. */
const UNIT_BYTES = 1_024;

const input = recordInputSchema.parse(
  JSON.parse(readFileSync(new URL('../events/store-record.json', import.meta.url), 'utf8')),
);
const finished = toRecord(input, '2026-06-21T04:31:12.000Z');
const { imageId, schemaVersion, source, execution } = finished;
const opened: ImageRecord = {
  imageId,
  schemaVersion,
  source,
  execution: { arn: execution.arn },
  status: 'PROCESSING',
};

let record: ImageRecord = opened;
let state: Record<string, unknown> | undefined;
let units = 0;
let transactions = 0;

/** Answers reads with the record and the state, and weighs what is written. */
const documents = {
  async send(command: unknown) {
    if (command instanceof GetCommand) return { Item: command.input.TableName === 'images' ? record : state };
    if (!(command instanceof TransactWriteCommand)) throw new Error('Expected a read or a transaction');
    transactions++;
    for (const { Put, Update, Delete } of command.input.TransactItems ?? []) {
      const item = Put?.Item ?? Update?.Key ?? Delete?.Key ?? {};
      units += 2 * Math.max(1, Math.ceil(bytesOf(item) / UNIT_BYTES));
      if (Put?.Item?.sk === 'state') state = Put.Item;
    }
    return {};
  },
} as never;
const index: Index = {
  images: { documents, tableName: 'images' },
  search: { documents, tableName: 'search' },
  isolation: false,
};

console.log('| step | terms | transactions | write units | 1,000 photographs |');
console.log('|---|---:|---:|---:|---:|');
await tell('PROCESSING', opened);
await tell('finished', finished);

/** As DynamoDB counts: names and texts in UTF-8, three bytes for a list and one for each of its entries. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (value instanceof Uint8Array) return value.length;
  if (Array.isArray(value)) return value.reduce((sum, entry) => sum + 1 + bytesOf(entry), 3);
  return Object.entries(value ?? {}).reduce(
    (sum, [name, one]) => sum + Buffer.byteLength(name) + bytesOf(one),
    0,
  );
}

async function tell(step: string, next: ImageRecord): Promise<void> {
  record = next;
  [units, transactions] = [0, 0];
  await indexImage(index, imageId);
  const usd = (units * 1_000 * USD_PER_MILLION_UNITS) / 1e6;
  const terms = toIndexed(next, false)?.terms.size ?? 0;
  console.log(`| ${step} | ${terms} | ${transactions} | ${units} | $${usd.toFixed(3)} |`);
}
