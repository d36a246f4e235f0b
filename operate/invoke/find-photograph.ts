// A photograph of the stack whose record is finished.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { paginateListExecutions } from '@aws-sdk/client-sfn';
import type { ImageRecord } from '@image-workflow/record';
import { toImageId, toImageIdOfExecution } from '../../functions/shared/image-object.ts';
import { readRecord } from '../../stack/records.ts';
import { OperatorError } from '../../terminal/errors.ts';
import type { CommandContext } from '../command-line.ts';

const POLL_MS = 500;
const LONGEST_WAIT_MS = 180_000;

/**
 * @param named - A key of the stack, or else a file, which is uploaded under its own name. Absent: the last one.
 * @throws {OperatorError} When there is none.
 */
export async function findPhotograph(
  named: string | undefined,
  context: CommandContext,
): Promise<ImageRecord> {
  if (named === undefined) return findLast(context);
  const known = await readByKey(named, context);
  if (known && known.status !== 'PROCESSING') return known;

  const path = resolve(context.workingFolder, named);
  const file = await stat(path).catch(() => undefined);
  if (!file?.isFile())
    throw new OperatorError(`Expected a key of ${context.target.stackName} or a file but found "${named}"`);
  return upload(path, file.size, context);
}

async function findLast({ target }: CommandContext): Promise<ImageRecord> {
  const { clients, outputs } = target;
  const pages = paginateListExecutions(
    { client: clients.sfn, pageSize: 20 },
    { stateMachineArn: outputs.ProcessImageStateMachineArn, statusFilter: 'SUCCEEDED' },
  );
  for await (const { executions = [] } of pages) {
    for (const { name = '' } of executions) {
      const imageId = toImageIdOfExecution(name);
      const record = imageId
        ? await readRecord(clients.documents, outputs.ImagesTableName, imageId)
        : undefined;
      if (record?.preview) return record;
    }
  }
  throw new OperatorError(
    `Expected a photograph in ${target.stackName} but none has gone the whole way yet: name one, npm run invoke -- <function> photo.jpg`,
  );
}

function readByKey(
  key: string,
  { target: { clients, outputs } }: CommandContext,
): Promise<ImageRecord | undefined> {
  return readRecord(clients.documents, outputs.ImagesTableName, toImageId(outputs.UploadBucketName, key));
}

async function upload(path: string, sizeBytes: number, context: CommandContext): Promise<ImageRecord> {
  const { clients, outputs } = context.target;
  const key = basename(path);
  return await context.terminal.step(`Upload ${key} and wait for its record`, async () => {
    await clients.s3.send(
      new PutObjectCommand({
        Bucket: outputs.UploadBucketName,
        Key: key,
        Body: createReadStream(path),
        ContentLength: sizeBytes,
      }),
    );
    for (const deadline = Date.now() + LONGEST_WAIT_MS; Date.now() < deadline; ) {
      const record = await readByKey(key, context);
      if (record && record.status !== 'PROCESSING') return record;
      await sleep(POLL_MS, undefined, { signal: context.signal });
    }
    throw new OperatorError(
      `Expected the record of ${key} within ${LONGEST_WAIT_MS / 60_000} minutes but none came`,
    );
  });
}
