import { SQSClient } from '@aws-sdk/client-sqs';
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  deadLetterListSchema,
  listDeadLetters,
  redriveDeadLetters,
} from '@image-workflow/record/api/dead-letters';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { toImageId } from '../../../../functions/shared/image-object.ts';
import { Queues } from '../../operate/redrive/queues.ts';
import { call } from '../http-event.ts';

const url = (name: string) => `https://sqs.eu-central-1.amazonaws.com/111122223333/stack-${name}-x1`;
Object.assign(process.env, {
  AWS_REGION: 'eu-central-1',
  TABLE_NAME: 'images',
  DEAD_LETTER_QUEUES: `IntakeDeadLetterQueue=${url('IntakeDead')},CloseExecutionDeadLetterQueue=${url('CloseDead')}`,
  DESTINATIONS: `IntakeQueue=${url('Intake')},ForgetQueue=${url('Forget')}`,
});
const { handler } = await import('../../../../functions/api-dead-letters/handler.ts');
const sqs = mockClient(SQSClient);
const documents = mockClient(DynamoDBDocumentClient);
let queues: Queues;

function objectEvent(detailType: string, key: string): string {
  const detail = { bucket: { name: 'uploads' }, object: { key, size: 1, etag: 'e', sequencer: '01' } };
  return JSON.stringify({ source: 'aws.s3', 'detail-type': detailType, detail });
}

const executionEvent = JSON.stringify({
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: { input: JSON.stringify({ image: { bucket: 'uploads', key: 'aborted.jpg' } }) },
});

const list = (claims?: Record<string, string>) =>
  call(handler, { path: listDeadLetters.path, ...(claims && { claims }) });
const redrive = () => call(handler, { method: 'POST', path: redriveDeadLetters.path });

beforeEach(() => {
  sqs.reset();
  queues = new Queues();
  queues.answer(sqs);
  documents.reset();
  documents.on(BatchGetCommand).resolves({
    Responses: {
      images: [
        {
          imageId: toImageId('uploads', 'dog.jpg'),
          status: 'FAILED',
          error: { name: 'ThrottlingException', message: 'Slow down', state: 'StartWorkflow' },
        },
      ],
    },
  });
});

describe('GET /api/dead-letters', () => {
  it('tells what lies there, why, and where it can be handled, and leaves it there', async () => {
    const sourceArn = 'arn:aws:sqs:eu-central-1:111122223333:stack-Forget-x1';
    queues.put(url('IntakeDead'), objectEvent('Object Created', 'dog.jpg'));
    queues.put(url('IntakeDead'), objectEvent('Object Deleted', 'cat.jpg'), {
      Attributes: { DeadLetterQueueSourceArn: sourceArn },
    });
    queues.put(url('CloseDead'), executionEvent);
    queues.put(url('CloseDead'), 'no event');

    const { status, body } = await list();

    expect(status).toBe(200);
    expect(deadLetterListSchema.parse(body).items).toMatchObject([
      {
        queue: 'IntakeDeadLetterQueue',
        key: 'dog.jpg',
        error: { name: 'ThrottlingException' },
        goesTo: 'IntakeQueue',
      },
      { key: 'cat.jpg', goesTo: 'ForgetQueue' },
      {
        queue: 'CloseExecutionDeadLetterQueue',
        key: 'aborted.jpg',
        staysBecause: expect.stringContaining('npm run redrive'),
      },
      { staysBecause: expect.stringContaining('expected an event that the stack handles') },
    ]);
    expect(queues.bodies(url('IntakeDead'))).toHaveLength(2);
    expect(queues.hidden(url('IntakeDead'))).toBe(0);
  });

  it('is for administrators alone', async () => {
    expect(await list({ sub: 'user-1' })).toMatchObject({ status: 403 });
    expect(await list({ sub: 'user-1', 'cognito:groups': '[admins]' })).toMatchObject({ status: 200 });
  });
});

describe('POST /api/dead-letters/redrive', () => {
  it('sends on what can be handled, before it deletes it, and leaves the rest', async () => {
    const created = objectEvent('Object Created', 'dog.jpg');
    for (let message = 0; message < 12; message++) queues.put(url('IntakeDead'), created);
    queues.put(url('CloseDead'), 'no event');

    expect(await redrive()).toMatchObject({ status: 200, body: { sent: 12, stay: 1, notSent: 0 } });

    expect(queues.bodies(url('Intake'))).toEqual(Array(12).fill(created));
    expect(queues.bodies(url('IntakeDead'))).toEqual([]);
    expect(queues.bodies(url('CloseDead'))).toEqual(['no event']);
    expect(queues.log.map((line) => line.split(' ')[0])).toEqual(['send', 'delete', 'send', 'delete']);
  });
});
