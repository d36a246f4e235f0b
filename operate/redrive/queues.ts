// The dead-letter queues of a stack, and what of it handles events.

import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Destination, FindDestination } from '../../functions/shared/dead-letters/dead-letter.ts';
import { listResources } from '../../stack/resources.ts';
import type { Target } from '../../stack/target.ts';
import { OperatorError } from '../../terminal/errors.ts';

/** So does the template call each of them; a test holds it to that. */
const DEAD_LETTER_QUEUE = /DeadLetterQueue$/;

export interface DeadLetterQueue {
  /** `IntakeDeadLetterQueue` */
  name: string;
  queueUrl: string;
}

/** Sorted as the stack names them. */
export async function findQueues(
  { clients, stackName }: Target,
  named: string | undefined,
): Promise<{ queues: DeadLetterQueue[]; find: FindDestination }> {
  const resources = await listResources(clients.cloudFormation, stackName);
  const ofType = (wanted: string) => resources.filter(({ type }) => type === wanted);
  const queues = ofType('AWS::SQS::Queue')
    .map(({ logicalId, physicalId }) => ({ name: logicalId, queueUrl: physicalId }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const functions = ofType('AWS::Lambda::Function').map(({ logicalId, physicalId }) => ({
    name: logicalId,
    functionName: physicalId,
  }));

  const destinations = new Map<string, Destination>();
  for (const queue of queues) {
    destinations.set(queue.name, queue);
    destinations.set(await readArn(clients.sqs, queue.queueUrl), queue);
  }
  for (const one of functions) destinations.set(one.name, one).set(one.functionName, one);
  const deadLetterQueues = queues.filter(({ name }) => DEAD_LETTER_QUEUE.test(name));
  return {
    queues: named === undefined ? deadLetterQueues : [findNamed(deadLetterQueues, named)],
    // A function's ARN ends in its name.
    find: (nameOrArn) =>
      destinations.get(nameOrArn) ?? destinations.get(nameOrArn.replace(/^.*:function:/, '')),
  };
}

async function readArn(sqs: Target['clients']['sqs'], QueueUrl: string): Promise<string> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  return Attributes?.QueueArn ?? '';
}

function findNamed(queues: readonly DeadLetterQueue[], named: string): DeadLetterQueue {
  const wanted = named.toLowerCase();
  const found = queues.find(({ name }) =>
    [name, name.replace(DEAD_LETTER_QUEUE, '')].some((spelling) => spelling.toLowerCase() === wanted),
  );
  if (found) return found;
  throw new OperatorError(
    `Expected one of ${queues.map(({ name }) => name).join(', ')} but found "${named}"`,
  );
}
