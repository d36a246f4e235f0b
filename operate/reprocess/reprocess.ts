// Sends photographs through intake again, each as the next run of its version.

import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { ImageRecord } from '@image-workflow/record';
import type { Feature } from '@image-workflow/record/features';
import pMap from 'p-map';
import { findObstacle } from '../../functions/api-changes/originals.ts';
import { toImageId } from '../../functions/shared/image-object.ts';
import { toNextRun } from '../../functions/shared/next-run.ts';
import { toObjectCreatedEvent } from '../../functions/shared/object-events.ts';
import { readRecords, scanRecords } from '../../stack/records.ts';
import type { Target } from '../../stack/target.ts';
import { printable } from '../../terminal/text.ts';
import type { CommandContext, Report } from '../command-line.ts';
import { countPhotographs, formatUsd, toUsd } from '../estimate.ts';
import { toFilter } from '../records/choice.ts';
import type { ReprocessRequest } from './arguments.ts';

/** The most that SQS takes at once. */
const BATCH = 10;
const LOOKS_AT_ONCE = 16;
const MOST_NAMED = 3;

type Source = ImageRecord['source'];

interface Chosen {
  sources: Source[];
  /** How many were left out because their execution runs. */
  atWork: number;
  /** What was named and has no record. */
  unknown: string[];
}

export async function reprocess(
  { named, choice, isConfirmed }: ReprocessRequest,
  context: CommandContext,
): Promise<Report> {
  const { target, terminal } = context;
  const chosen =
    named.length > 0
      ? await readNamed(named, target)
      : await terminal.step('Look for photographs', () => findChosen(choice, context));
  const { atWork, unknown } = chosen;
  const { sources, unreadable } = await terminal.step('Look at the originals', (report) =>
    leaveOutUnreadable(chosen.sources, context, report),
  );
  const askAgain = toAskAgain(choice);
  const usd = sources.length * toUsd(target.parameters.Features, askAgain);
  const runs = sources.map((source) => toNextRun(source, askAgain));
  const summary = `${countPhotographs(runs.length)}, about ${formatUsd(usd)} at list prices without the search of faces`;
  const isAgreed = runs.length > 0 && (isConfirmed || (await context.ask(`${summary}. Run again?`)));
  const refused = isAgreed ? await send(runs, context) : [];
  const sent = isAgreed ? runs.length - refused.length : 0;
  function toOutcome(): string {
    if (runs.length === 0) return 'Nothing to run';
    if (isAgreed) return `${countPhotographs(sent)} run again, for about ${formatUsd(usd)} at list prices`;
    return isAgreed === undefined ? `${summary}: --yes runs them again` : 'Nothing was run';
  }
  return {
    result: {
      found: chosen.sources.length,
      sent,
      atWork,
      unknown,
      unreadable: Object.fromEntries(unreadable),
      refused: refused.map(({ key }) => key),
      usd,
    },
    text: [
      ...unknown.map((name) => `There is no record of ${printable(name)}`),
      ...[...unreadable].map(([reason, keys]) => describeUnreadable(reason, keys)),
      ...refused.map(({ key }) => `Not sent: ${printable(key)}`),
      ...(atWork > 0 ? [`${atWork} left out, whose executions run`] : []),
      toOutcome(),
    ].join('\n'),
    isComplete: unknown.length + unreadable.size + refused.length === 0 && !context.signal.aborted,
  };
}

async function readNamed(named: readonly string[], { clients, outputs }: Target): Promise<Chosen> {
  const ids = new Map(
    named.map((name) => [
      /^[0-9a-f]{32}$/.test(name) ? name : toImageId(outputs.UploadBucketName, name),
      name,
    ]),
  );
  const records = await readRecords(clients.documents, outputs.ImagesTableName, [...ids.keys()]);
  const unknown = [...ids].flatMap(([imageId, name]) => (records.has(imageId) ? [] : name));
  return { ...toChosen([...records.values()]), unknown };
}

async function findChosen(
  choice: ReprocessRequest['choice'],
  { target, signal }: CommandContext,
): Promise<Chosen> {
  const chosen: Chosen = { sources: [], atWork: 0, unknown: [] };
  const { clients, outputs } = target;
  for await (const page of scanRecords(clients.documents, outputs.ImagesTableName, toFilter(choice))) {
    signal.throwIfAborted();
    const { sources, atWork } = toChosen(page);
    chosen.sources.push(...sources);
    chosen.atWork += atWork;
  }
  return chosen;
}

function toChosen(records: readonly ImageRecord[]): Omit<Chosen, 'unknown'> {
  const sources = records.flatMap(({ status, source }) => (status === 'PROCESSING' ? [] : source));
  return { sources, atWork: records.length - sources.length };
}

/**
 * A run that cannot read its original would end FAILED, and take the record and the pictures of the run before it along.
 *
 * @returns Keys of what is left out, by reason.
 */
async function leaveOutUnreadable(
  sources: readonly Source[],
  { target, signal }: CommandContext,
  report: (detail: string) => void,
): Promise<{ sources: Source[]; unreadable: Map<string, string[]> }> {
  let seen = 0;
  const look = async (source: Source) => {
    const obstacle = await findObstacle(target.clients.s3, source);
    report(`${++seen} of ${sources.length}`);
    return { source, obstacle };
  };
  const looked = await pMap(sources, look, { concurrency: LOOKS_AT_ONCE, signal });
  const unreadable = new Map<string, string[]>();
  for (const { source, obstacle } of looked) {
    if (!obstacle) continue;
    if (!unreadable.has(obstacle)) unreadable.set(obstacle, []);
    unreadable.get(obstacle)?.push(source.key);
  }
  return { sources: looked.flatMap(({ source, obstacle }) => (obstacle ? [] : source)), unreadable };
}

function describeUnreadable(reason: string, keys: readonly string[]): string {
  const more = keys.length > MOST_NAMED ? ', …' : '';
  return `Left out: ${keys.length} whose original is ${reason}, such as ${keys.slice(0, MOST_NAMED).map(printable).join(', ')}${more}`;
}

/** Where one feature failed, it alone is asked anew. Thumbnails are none that is asked for. */
function toAskAgain({ feature }: ReprocessRequest['choice']): Feature[] | undefined {
  return feature && (feature === 'thumbnails' ? [] : [feature]);
}

/** What has been sent twice is one run: the second has the name of the first. @returns Those that SQS did not take. */
async function send(
  sources: readonly Source[],
  { target, terminal, signal }: CommandContext,
): Promise<Source[]> {
  const refused: Source[] = [];
  await terminal.step('Send them to the intake queue', async (report) => {
    for (let first = 0; first < sources.length; first += BATCH) {
      if (signal.aborted) return void refused.push(...sources.slice(first));
      const batch = sources.slice(first, first + BATCH);
      const { Failed = [] } = await target.clients.sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: target.outputs.IntakeQueueUrl,
          Entries: batch.map((source, index) => ({
            Id: String(index),
            MessageBody: JSON.stringify(toObjectCreatedEvent(source)),
          })),
        }),
      );
      refused.push(...Failed.flatMap(({ Id }) => batch[Number(Id)] ?? []));
      report(`${first + batch.length} of ${sources.length}`);
    }
  });
  return refused;
}
