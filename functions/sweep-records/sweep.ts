// What becomes of a record that has been PROCESSING for too long.

import { DescribeExecutionCommand, ExecutionDoesNotExist, type SFNClient } from '@aws-sdk/client-sfn';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import { toConflictingItem } from '../shared/images-table.ts';
import { toNextRun } from '../shared/next-run.ts';
import { toObjectCreatedEvent } from '../shared/object-events.ts';
import { toClosing } from '../shared/records/closing.ts';
import { endRecord } from '../shared/records/end-record.ts';
import type { RecordStore } from '../shared/records/record-store.ts';

export interface Services extends RecordStore {
  stepFunctions: SFNClient;
  intakeQueueUrl: string;
}

/**
 * - `at work`: its execution runs, and will close it, or has done so meanwhile.
 * - `closed`: its execution ended badly, and the event that tells of it was lost.
 * - `sent to intake`: its execution was never started.
 * - `run again`: its execution succeeded, and the record does not know of it: it was deleted by hand, and an old event
 *   opened another one.
 */
export type Outcome = 'at work' | 'closed' | 'sent to intake' | 'run again';

export async function sweep(services: Services, record: ImageRecord): Promise<Outcome> {
  const execution = await describe(services.stepFunctions, record.execution.arn);
  switch (execution?.status) {
    case undefined:
      if (!(await isStillOpen(services, record))) return 'at work';
      await send(services, record.source);
      return 'sent to intake';
    case 'SUCCEEDED':
      if (!(await isStillOpen(services, record))) return 'at work'; // it has stored its record just now
      await send(services, toNextRun(record.source));
      return 'run again';
    case 'FAILED':
    case 'TIMED_OUT':
    case 'ABORTED': {
      const { status, stopDate = new Date(), error, cause } = execution;
      const closing = toClosing({
        executionArn: record.execution.arn,
        status,
        stoppedAt: stopDate,
        error,
        cause,
      });
      if (closing) await endRecord(services, closing);
      return 'closed';
    }
    default:
      return 'at work';
  }
}

/** @returns Absent where it was never started, or ended so long ago (90 days) that its name is free again. */
async function describe(stepFunctions: SFNClient, executionArn: string) {
  try {
    return await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}

async function send({ sqs, intakeQueueUrl }: Services, version: ImageRecord['source']): Promise<void> {
  const MessageBody = JSON.stringify(toObjectCreatedEvent(version));
  await sqs.send(new SendMessageCommand({ QueueUrl: intakeQueueUrl, MessageBody }));
}

/**
 * The queue may be long, so the record is noted as opened anew: it is looked at again when it has been open too long once
 * more, and not at the next sweep.
 */
async function isStillOpen(
  { documents, tableName }: Services,
  { imageId, execution }: ImageRecord,
): Promise<boolean> {
  try {
    await documents.send(
      new UpdateCommand({
        TableName: tableName,
        Key: { imageId },
        UpdateExpression: 'SET #execution.#startedAt = :now',
        ConditionExpression: '#status = :processing AND #execution.#arn = :arn',
        ExpressionAttributeNames: {
          '#status': 'status',
          '#execution': 'execution',
          '#startedAt': 'startedAt',
          '#arn': 'arn',
        },
        ExpressionAttributeValues: {
          ':now': new Date().toISOString(),
          ':processing': 'PROCESSING',
          ':arn': execution.arn,
        },
      }),
    );
    return true;
  } catch (conflict) {
    toConflictingItem(conflict); // throws all else
    return false;
  }
}
