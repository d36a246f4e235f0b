// Why nothing moves, as far as it can be told from outside: in sentences that name the cause and where to look.

import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type EventSourceMappingConfiguration, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import { type StateVisit, toFailures } from '../../functions/shared/execution-history.ts';
import type { Clients } from '../../stack/clients.ts';
import { findStack, LOCAL_STACK_NAME, type StackOutputs } from '../../stack/stack.ts';
import { seconds } from '../../terminal/terminal.mjs';
import { formatBytes, printable } from '../../terminal/text.ts';
import type { Cloud } from '../cloud.ts';
import type { FollowedExecution } from './executions.ts';

const LONGEST_ANSWER_MS = 3_000;
/** The emulator writes its checkpoints and the functions their code; below this something soon fails. */
const SCARCE_BYTES = 100_000_000;
/** Of many that wait for the same thing, as many are named as tell the cause. */
const NAMED = 3;

export interface AtWork {
  /** Keys of uploads whose finished record has not come. */
  pending: readonly string[];
  running: readonly FollowedExecution[];
}

/** @param scarceBytes - Less room than this on the disk is a cause. */
export async function explainStandstill(
  cloud: Cloud,
  { pending, running }: AtWork,
  scarceBytes = SCARCE_BYTES,
): Promise<string[]> {
  const disk = await explainDisk(cloud.logFolder, scarceBytes);
  if (!(await answers(cloud.endpoint)))
    return [...disk, `Nothing answers at ${cloud.endpoint}: see ${join(cloud.logFolder, 'emulator.log')}`];

  const started = new Set(running.map(({ image }) => image.key));
  return [
    ...disk,
    ...(await explainRekognition(cloud)),
    ...(await explainIntake(
      cloud,
      pending.filter((key) => !started.has(key)),
    )),
    ...explainExecutions(running),
  ];
}

/** How many uploads wait for their execution or are in the hands of StartWorkflow. */
export async function countWaitingUploads(clients: Clients, outputs: StackOutputs): Promise<number> {
  const counts = await Promise.all(
    toQueues(outputs).map(async ({ url }) => (await describeQueue(clients, url)).count),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

function toQueues({ FastQueueUrl, IntakeQueueUrl }: StackOutputs) {
  return [
    { title: 'fast queue', url: FastQueueUrl },
    { title: 'intake queue', url: IntakeQueueUrl },
  ];
}

async function explainDisk(folder: string, scarceBytes: number): Promise<string[]> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  return free < scarceBytes ? [`The disk is full: ${formatBytes(free)} are free at ${folder}`] : [];
}

async function explainRekognition({ clients, logFolder }: Cloud): Promise<string[]> {
  const stack = await findStack(clients.cloudFormation, LOCAL_STACK_NAME);
  const endpoint = stack?.parameters.RekognitionEndpoint;
  if (!endpoint || (await answers(endpoint))) return [];
  return [
    `Nothing answers at ${endpoint}, where the functions look for Rekognition: see ${join(logFolder, 'rekognition.log')}`,
  ];
}

/** @param keys - Uploads that have no execution that runs. */
async function explainIntake(cloud: Cloud, keys: readonly string[]): Promise<string[]> {
  const queues = await Promise.all(
    toQueues(cloud.outputs).map(async ({ title, url }) => ({
      title,
      ...(await describeQueue(cloud.clients, url)),
    })),
  );
  const filled = queues.filter(({ count }) => count > 0);
  if (filled.length > 0) return (await Promise.all(filled.map((queue) => explainQueue(cloud, queue)))).flat();
  if (keys.length === 0) return [];
  return [
    `${name(keys)} lies in the uploads bucket, but no event of it waits in a queue and no execution of it runs: ` +
      'is the rule IntakeRule on (aws events list-rules), does the bucket send its events to EventBridge?',
  ];
}

async function explainQueue(
  { clients, endpoint, logFolder }: Cloud,
  { title, count, arn }: { title: string; count: number; arn: string | undefined },
): Promise<string[]> {
  const uploads = `${count} ${count === 1 ? 'upload waits' : 'uploads wait'} in the ${title}`;
  const { EventSourceMappings = [] } = await clients.lambda.send(
    new ListEventSourceMappingsCommand({ EventSourceArn: arn }),
  );
  if (EventSourceMappings.length === 0) return [`${uploads}, which no function reads`];
  return [
    ...EventSourceMappings.map((consumer) => `${uploads}, ${explainConsumer(consumer, endpoint)}`),
    ...(await lastIntakeError(EventSourceMappings, logFolder)),
  ];
}

function explainConsumer(
  { UUID, State, LastProcessingResult }: EventSourceMappingConfiguration,
  endpoint: string,
): string {
  if (State !== 'Enabled') {
    const command = `aws --endpoint-url ${endpoint} lambda update-event-source-mapping --uuid ${UUID} --enabled`;
    return `whose consumer is ${State}: ${command}`;
  }
  return LastProcessingResult === 'FAILED'
    ? 'because StartWorkflow fails with them'
    : 'and StartWorkflow has not taken them';
}

/** What the emulator has written down of StartWorkflow's last failure. */
async function lastIntakeError(
  consumers: readonly EventSourceMappingConfiguration[],
  logFolder: string,
): Promise<string[]> {
  if (!consumers.some(({ LastProcessingResult }) => LastProcessingResult === 'FAILED')) return [];
  const file = join(logFolder, 'emulator.log');
  const log = await readFile(file, 'utf8').catch(() => '');
  const failures = [
    ...log.matchAll(/ESM: Lambda .* failed processing .*\(errorType=(\S+) errorMessage=(.*)\)/g),
  ];
  const [, errorType, message = ''] = failures.at(-1) ?? [];
  return [errorType ? `StartWorkflow: ${errorType}: ${printable(message)} (${file})` : `See ${file}`];
}

function explainExecutions(running: readonly FollowedExecution[]): string[] {
  const sentences = running.flatMap(({ image, visits }) =>
    visits
      .filter(({ type, exitedAt }) => type === 'Task' && !exitedAt)
      .map((visit) => `${printable(image.key)}: ${explainVisit(visit)}`),
  );
  const more = sentences.length > NAMED ? [`and ${sentences.length - NAMED} more tasks like these`] : [];
  if (running.length > 0 && sentences.length === 0)
    return [`${name(running.map(({ image }) => image.key))} waits for its execution to begin`];
  return [...sentences.slice(0, NAMED), ...more];
}

function explainVisit(visit: StateVisit): string {
  const { name, enteredAt } = visit;
  const failures = toFailures(visit);
  const last = failures.at(-1);
  const after = last
    ? `, after ${failures.length} ${failures.length === 1 ? 'failure' : 'failures'}, the last ${last}`
    : '';
  return `${name} has been at work for ${seconds(Date.now() - enteredAt.getTime())}${after}`;
}

function name(keys: readonly string[]): string {
  const more = keys.length > 1 ? ` (and ${keys.length - 1} more)` : '';
  return `${printable(keys[0] ?? '')}${more}`;
}

async function describeQueue({ sqs }: Clients, QueueUrl: string) {
  const AttributeNames: QueueAttributeName[] = [
    'QueueArn',
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
  ];
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }), {
    abortSignal: AbortSignal.timeout(LONGEST_ANSWER_MS),
  });
  const { QueueArn, ...counts } = Attributes;
  return { arn: QueueArn, count: Object.values(counts).reduce((sum, count) => sum + Number(count), 0) };
}

/** Whether anything is there, whatever it says. */
async function answers(url: string): Promise<boolean> {
  return await fetch(url, { signal: AbortSignal.timeout(LONGEST_ANSWER_MS) }).then(
    () => true,
    () => false,
  );
}
