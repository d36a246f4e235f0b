import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { toRecord } from '../../../../functions/store-record/to-record.ts';
import { HELP, parseArguments } from '../../../../operate/records/arguments.ts';
import { showRecords } from '../../../../operate/records/records.ts';
import { createClients } from '../../../../stack/clients.ts';
import { readEvent } from '../../functions/events.ts';

const documents = mockClient(DynamoDBDocumentClient);
const record: ImageRecord = toRecord(readEvent('store-record'), '2026-06-21T04:31:12.000Z');
const tombstone = { imageId: 'gone', status: 'DELETED', source: { sequencer: '02' } };
let output: string[];
let said: string[];

async function run(...args: string[]) {
  const { request } = parseArguments(args);
  if (!request) throw new Error('Expected a request');
  const print = (text = '', to?: unknown) => void (to === process.stdout ? output : said).push(text);
  return await showRecords(request, {
    target: {
      clients: createClients({ region: 'us-east-1' }),
      outputs: { ImagesTableName: 'images' },
    } as never,
    terminal: { print } as never,
    signal: new AbortController().signal,
    ask: async () => undefined,
    workingFolder: '.',
  });
}

beforeEach((): void => {
  output = [];
  said = [];
  documents.on(ScanCommand).resolves({ Items: [record, tombstone] });
});

afterEach(() => void documents.reset());

describe('records', () => {
  it('reads page after page, and prints each before it reads the next', async () => {
    documents
      .on(ScanCommand)
      .callsFake(({ ExclusiveStartKey }) =>
        ExclusiveStartKey
          ? { Items: [{ ...record, printedBefore: output.length }] }
          : { Items: [record], LastEvaluatedKey: { imageId: record.imageId } },
      );

    await run('--json');

    expect(output.map((line) => JSON.parse(line))).toEqual([record, { ...record, printedBefore: 1 }]);
  });

  it('leaves out what was deleted, and counts the rest beside the output', async () => {
    await run();

    expect(output).toHaveLength(1);
    expect(output[0]).toContain(record.source.key);
    expect(said.join()).toContain(`1 ${record.status}`);
  });

  it('asks for what was chosen', async () => {
    await run('--status', 'failed,PARTIAL', '--feature', 'text', '--since', '2026-11-01');

    expect(documents.commandCalls(ScanCommand)[0]?.args[0].input).toEqual({
      TableName: 'images',
      FilterExpression:
        '#status IN (:status0, :status1) AND #analysis.#feature.#status = :failed AND #source.#uploadedAt >= :since',
      ExpressionAttributeNames: {
        '#status': 'status',
        '#analysis': 'analysis',
        '#feature': 'text',
        '#source': 'source',
        '#uploadedAt': 'uploadedAt',
      },
      ExpressionAttributeValues: {
        ':status0': 'FAILED',
        ':status1': 'PARTIAL',
        ':failed': 'FAILED',
        ':since': '2026-11-01T00:00:00.000Z',
      },
    });
  });

  it('says in one line why a photograph failed', async () => {
    const error = { name: 'AccessDenied', message: 'Access Denied', state: 'ExtractMetadata' };
    documents.on(ScanCommand).resolves({ Items: [{ ...record, status: 'FAILED', error }] });

    await run();

    expect(output[0]).toMatch(/FAILED .* ExtractMetadata: AccessDenied: Access Denied/);
  });

  it('exports CSV that a spreadsheet reads back as it was, and takes no text for a formula', async () => {
    const source = { ...record.source, key: '=cmd|"x",1\n.jpg' };
    documents.on(ScanCommand).resolves({ Items: [{ ...record, source }] });

    await run('--csv');

    const [headings = '', line = ''] = output;
    expect(headings).toMatch(/^imageId,status,key,/);
    expect(line).toContain(`${record.imageId},${record.status},"'=cmd|""x"",1\n.jpg",`);
    expect(line).toContain(`,${record.metadata?.location?.latitude},`);
  });

  it('names what it expects', () => {
    expect(() => parseArguments(['--status', 'BROKEN'])).toThrow('after --status but found "BROKEN"');
    expect(() => parseArguments(['--feature', 'smiles'])).toThrow('after --feature but found "smiles"');
    expect(() => parseArguments(['--csv', '--json'])).toThrow('Expected --csv or --json');
    expect(() => parseArguments(['FAILED'])).toThrow('Expected options only but found "FAILED"');
  });

  it('has a help that fits a terminal', () => {
    for (const line of HELP.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });
});
