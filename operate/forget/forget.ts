// Deletes originals, and waits until ForgetImage has deleted what was made of them.

import { setTimeout as sleep } from 'node:timers/promises';
import { deleteVersions, hideOriginal } from '../../functions/api-changes/originals.ts';
import { tellOfLeftovers } from '../../functions/shared/leftovers.ts';
import { tellOfDeletion } from '../../functions/shared/tell-of-deletion.ts';
import { LOWEST_SEQUENCER } from '../../functions/take-in-objects/decide.ts';
import { printable } from '../../terminal/text.ts';
import type { CommandContext, Report } from '../command-line.ts';
import type { ForgetRequest } from './arguments.ts';
import { findTraces, type Traces } from './traces.ts';

const POLL_MS = 1_000;
/** S3, EventBridge and SQS tell of a deletion within seconds. */
const LONGEST_MS = 300_000;

/** What is to be forgotten, under the name that it was given by. */
interface Named {
  name: string;
  traces: Traces;
}

export async function forget(request: ForgetRequest, context: CommandContext): Promise<Report> {
  const { named, isPermanent, isConfirmed } = request;
  const all: Named[] = [];
  for (const name of named) all.push({ name, traces: await findTraces(name, context.target) });
  const unknown = all.filter(({ traces }) => isUnknown(traces));
  const found = all.filter(({ traces }) => !isUnknown(traces));
  const lines = [
    ...unknown.map(({ name }) => `There is no photograph ${printable(name)}`),
    ...found.map((one) => describe(one, isPermanent)),
  ].join('\n');

  const isAgreed = found.length > 0 && (isConfirmed || (await context.ask(`${lines}\nDelete?`)));
  if (!isAgreed) {
    const isDeclined = isAgreed === false && found.length > 0;
    const text = isDeclined ? 'Nothing was deleted' : `${lines}${found.length > 0 ? ': --yes deletes' : ''}`;
    return toReport([], unknown, [], text);
  }
  if (isConfirmed) context.terminal.print(lines);
  for (const { traces } of found) await remove(traces, isPermanent, context);
  const left = await waitUntilGone(found, isPermanent, context);
  const gone = found.filter((one) => !left.includes(one));
  return toReport(gone, unknown, left, conclude(gone, left, context));
}

/** Neither an original nor anything that could be left of one. */
function isUnknown({ record, tombstone, versions, markers, derivatives }: Traces): boolean {
  return !record && !tombstone && versions + markers + derivatives === 0;
}

function describe({ name, traces }: Named, isPermanent: boolean): string {
  const { record, tombstone, versions, derivatives, key } = traces;
  const parts = [
    ...(versions > 0 ? [`${count(versions, 'version')} of the original`] : []),
    count(derivatives, 'object', 'made of it'),
    ...(record ? [`its record (${record.status})`] : []),
  ];
  const fate = isPermanent ? 'for ever' : 'which can be restored';
  const before = tombstone ? `, deleted on ${tombstone.deletedAt}` : '';
  const label = key !== undefined && key !== name ? `${name} (${key})` : name;
  return `${printable(label)}${before}: ${parts.join(', ')}${versions > 0 ? `, ${fate}` : ''}`;
}

function count(number: number, what: string, rest = ''): string {
  return `${number} ${what}${number === 1 ? '' : 's'}${rest && ` ${rest}`}`;
}

async function remove(traces: Traces, isPermanent: boolean, { target }: CommandContext): Promise<void> {
  const { clients, outputs } = target;
  const { imageId, key, record, tombstone, versions, markers } = traces;
  const queue = { sqs: clients.sqs, forgetQueueUrl: outputs.ForgetQueueUrl };
  const original = key === undefined ? undefined : { bucket: outputs.UploadBucketName, key };
  const isThere = record !== undefined || (versions > 0 && !tombstone);
  const isDeletedNow = original !== undefined && (isPermanent ? versions + markers > 0 : isThere);
  if (isDeletedNow && isPermanent) await deleteVersions(clients.s3, original);
  else if (isDeletedNow) await hideOriginal(clients.s3, original);
  // What was deleted before and has a name in its tombstone is told of again where that is to go.
  if (!original || (!isDeletedNow && !isPermanent)) return await tellOfLeftovers(queue, { imageId });

  // S3 tells of it too, with a sequencer that is above this one; but not of what was deleted before, nor in the first five
  // minutes of a bucket, nor where somebody has stopped the rule.
  const known = record?.source ?? tombstone?.source ?? { sequencer: LOWEST_SEQUENCER };
  await tellOfDeletion(queue, { ...original, sequencer: known.sequencer });
}

/** @returns Of which something is there after all. */
async function waitUntilGone(
  found: readonly Named[],
  isPermanent: boolean,
  { target, terminal, signal }: CommandContext,
): Promise<Named[]> {
  const untilMs = Date.now() + LONGEST_MS;
  return await terminal.step('Wait until nothing is left', async (report) => {
    let left = [...found];
    while (left.length > 0 && !signal.aborted && Date.now() < untilMs) {
      const still: Named[] = [];
      for (const one of left) {
        const traces = await findTraces(one.traces.key ?? one.name, target);
        if (!isGone(traces, isPermanent)) still.push(one);
      }
      left = still;
      report(`${found.length - left.length} of ${found.length}`);
      if (left.length > 0) await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
    return left;
  });
}

/** Of what is gone for ever not even the name stays. */
function isGone({ record, tombstone, derivatives, versions }: Traces, isPermanent: boolean): boolean {
  if (record || !tombstone || derivatives > 0) return false;
  return !isPermanent || (versions === 0 && tombstone.source.key === undefined);
}

function conclude(gone: readonly Named[], left: readonly Named[], { signal }: CommandContext): string {
  return [
    ...left.map(({ name }) =>
      signal.aborted
        ? `${printable(name)} is deleted; what was made of it goes without this command`
        : `${printable(name)} is deleted, but not all that was made of it yet: npm run redrive and npm run logs -- ForgetImage say why`,
    ),
    `${count(gone.length, 'photograph')} gone, with all that was made of ${gone.length === 1 ? 'it' : 'them'}`,
  ].join('\n');
}

function toReport(
  gone: readonly Named[],
  unknown: readonly Named[],
  left: readonly Named[],
  text: string,
): Report {
  const toNames = (list: readonly Named[]) => list.map(({ name }) => name);
  return {
    result: { gone: toNames(gone), unknown: toNames(unknown), left: toNames(left) },
    text,
    isComplete: unknown.length === 0 && left.length === 0,
  };
}
