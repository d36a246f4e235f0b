import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it, jest } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { watchDeadLetters } from '../../../../local/follow/dead-letters.ts';
import { createClients, toLocalConnection } from '../../../../stack/clients.ts';
import { Queues } from '../../operate/redrive/queues.ts';

describe('watchDeadLetters', () => {
  it('tells of each letter once, with its key and its reason', async () => {
    jest.useFakeTimers();
    const sqs = mockClient(SQSClient);
    sqs.on(ChangeMessageVisibilityBatchCommand).resolves({});
    sqs
      .on(GetQueueAttributesCommand)
      .resolvesOnce({ Attributes: { ApproximateNumberOfMessages: '0' } })
      .resolves({ Attributes: { ApproximateNumberOfMessages: '2' } });
    sqs
      .on(ReceiveMessageCommand)
      .resolvesOnce({
        Messages: [
          { MessageId: '1', Body: JSON.stringify({ detail: { object: { key: 'é.jpg' } } }) },
          {
            MessageId: '2',
            Body: 'hello',
            MessageAttributes: { errorMessage: { DataType: 'String', StringValue: 'Expected an event' } },
          },
        ],
      })
      .resolves({});
    const newDeadLetters = watchDeadLetters(
      createClients(toLocalConnection('http://127.0.0.1:4566')),
      'http://127.0.0.1:4566/queue',
    );
    const ask = async () => {
      jest.advanceTimersByTime(5_000);
      return await newDeadLetters();
    };

    expect(await ask()).toEqual([]);
    expect(await ask()).toEqual([
      { key: 'é.jpg', reason: 'StartWorkflow failed with it five times' },
      { reason: 'Expected an event' },
    ]);
    expect(await ask()).toEqual([]);
    jest.useRealTimers();
  });

  it('leaves each where others find it at once', async () => {
    const [sqs, queues, url] = [mockClient(SQSClient), new Queues(), 'http://127.0.0.1:4566/queue'];
    queues.answer(sqs);
    sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '12' } });
    for (let index = 0; index < 12; index++) queues.put(url, 'hello');

    const letters = await watchDeadLetters(createClients(toLocalConnection('http://127.0.0.1:4566')), url)();

    expect(letters).toHaveLength(12);
    expect(queues.hidden(url)).toBe(0);
  });

  it('tells of a letter that comes after others were sent on', async () => {
    jest.useFakeTimers();
    const sqs = mockClient(SQSClient);
    sqs.on(ChangeMessageVisibilityBatchCommand).resolves({});
    const toCount = (count: number) => ({ Attributes: { ApproximateNumberOfMessages: String(count) } });
    sqs.on(GetQueueAttributesCommand).resolvesOnce(toCount(3)).resolvesOnce(toCount(0)).resolves(toCount(1));
    const toLetters = (...ids: string[]) => ({ Messages: ids.map((MessageId) => ({ MessageId, Body: '' })) });
    sqs
      .on(ReceiveMessageCommand)
      .resolvesOnce(toLetters('1', '2', '3'))
      .resolvesOnce({})
      .resolvesOnce(toLetters('4'))
      .resolves({});
    const newDeadLetters = watchDeadLetters(
      createClients(toLocalConnection('http://127.0.0.1:4566')),
      'http://127.0.0.1:4566/queue',
    );
    const ask = async () => {
      jest.advanceTimersByTime(5_000);
      return (await newDeadLetters()).length;
    };

    expect([await ask(), await ask(), await ask()]).toEqual([3, 0, 1]);
    jest.useRealTimers();
  });
});
