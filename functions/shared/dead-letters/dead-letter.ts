// One message of a dead-letter queue: what it is about, why it lies there, and where it can be handled again.

import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { LEFTOVERS_DETAIL_TYPE } from '../leftovers.ts';
import { parseJson } from '../parse-json.ts';

export interface DeadLetter {
  messageId: string;
  /** ISO 8601 in UTC: when it was first sent to the queue where it failed, or to this one. */
  sentAt: string;
  /** The object that it is about. Absent where it tells of none. */
  object: { bucket: string; key: string } | undefined;
  error: { name: string; message: string } | undefined;
  /** What is sent on: the event alone, without what was said of its failure. */
  event: string;
  /** Absent where it stays. */
  goesTo: Destination | undefined;
  /** Why it stays. */
  staysBecause: string | undefined;
}

export type Destination = { name: string } & ({ queueUrl: string } | { functionName: string });

/** Finds a resource of the stack that handles events, by what template.yaml calls it or by its ARN. */
export type FindDestination = (nameOrArn: string) => Destination | undefined;

/** Who handles which event, where a message does not say where it comes from. In the words of template.yaml. */
export const HANDLERS = {
  'Object Created': 'IntakeQueue',
  'Object Deleted': 'ForgetQueue',
  [LEFTOVERS_DETAIL_TYPE]: 'ForgetQueue',
  'Step Functions Execution Status Change': 'CloseExecutionFunction',
} as const;

const objectEventSchema = z.object({
  source: z.literal('aws.s3'),
  detail: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string() }) }),
});
const executionEventSchema = z.object({
  source: z.literal('aws.states'),
  detail: z.object({ input: z.string() }),
});
const executionInputSchema = z.object({ image: z.object({ bucket: z.string(), key: z.string() }) });
const eventSchema = z.object({ 'detail-type': z.enum(Object.keys(HANDLERS) as (keyof typeof HANDLERS)[]) });

/** {@link https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html} */
const failedInvocationSchema = z.object({
  requestPayload: z.record(z.string(), z.unknown()),
  responsePayload: z.object({ errorType: z.string(), errorMessage: z.string() }).optional(),
});
/** {@link https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html} */
const failedBatchSchema = z.object({
  requestContext: z.object({ condition: z.string() }),
  DDBStreamBatchInfo: z.object({ batchSize: z.number() }),
});

const NEVER = 'it can never be handled';

/** @param message - Received with all attributes. */
export function toDeadLetter(message: Message, find: FindDestination): DeadLetter {
  const { MessageId = '', Body = '', Attributes = {}, MessageAttributes = {} } = message;
  const sentAt = new Date(Number(Attributes.SentTimestamp ?? 0)).toISOString();
  const body = parseJson(Body);
  const letter = { messageId: MessageId, sentAt };

  const batch = failedBatchSchema.safeParse(body).data;
  if (batch) {
    const message = `${batch.DDBStreamBatchInfo.batchSize} changes of records`;
    return {
      ...letter,
      object: undefined,
      error: { name: batch.requestContext.condition, message },
      event: Body,
      goesTo: undefined,
      staysBecause: 'it is a place in a stream: npm run reindex does what it stands for',
    };
  }
  const invocation = failedInvocationSchema.safeParse(body).data;
  const event = invocation?.requestPayload ?? body;
  const error = toError(MessageAttributes, invocation?.responsePayload);
  const goesTo = toDestination(Attributes.DeadLetterQueueSourceArn, MessageAttributes, event, find);
  const staysBecause =
    error?.name === 'InvalidEventError' ? NEVER : goesTo ? undefined : describeUnknown(Body);
  return {
    ...letter,
    object: toObject(event),
    error,
    event: invocation ? JSON.stringify(event) : Body,
    goesTo: staysBecause ? undefined : goesTo,
    staysBecause,
  };
}

function toObject(event: unknown): DeadLetter['object'] {
  const s3 = objectEventSchema.safeParse(event).data?.detail;
  if (s3) return { bucket: s3.bucket.name, key: s3.object.key };
  const execution = executionEventSchema.safeParse(event).data?.detail;
  return execution && executionInputSchema.safeParse(parseJson(execution.input)).data?.image;
}

/** Each of those who set a message aside has attributes of its own for it. */
function toError(
  attributes: Record<string, MessageAttributeValue>,
  thrown: { errorType: string; errorMessage: string } | undefined,
): DeadLetter['error'] {
  if (thrown) return { name: thrown.errorType, message: thrown.errorMessage };
  const kinds = [
    ['errorName', 'errorMessage'], // StartWorkflow
    ['ERROR_CODE', 'ERROR_MESSAGE'], // a rule: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
    ['ErrorCode', 'ErrorMessage'], // Lambda: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
  ] as const;
  for (const [code, text] of kinds) {
    const name = attributes[code]?.StringValue;
    if (name !== undefined) return { name, message: attributes[text]?.StringValue ?? '' };
  }
  return undefined;
}

/** Where it came from, as SQS or EventBridge says; else to whom its event belongs. */
function toDestination(
  sourceQueueArn: string | undefined,
  { TARGET_ARN }: Record<string, MessageAttributeValue>,
  event: unknown,
  find: FindDestination,
): Destination | undefined {
  const cameFrom = sourceQueueArn ?? TARGET_ARN?.StringValue;
  const detailType = eventSchema.safeParse(event).data?.['detail-type'];
  return (cameFrom && find(cameFrom)) || (detailType && find(HANDLERS[detailType])) || undefined;
}

function describeUnknown(body: string): string {
  return `expected an event that the stack handles but found ${JSON.stringify(body.slice(0, 60))}`;
}
