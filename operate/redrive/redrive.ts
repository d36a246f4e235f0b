// Goes through the dead-letter queues, and sends on what is asked for.

import {
  type DeadLetter,
  type FindDestination,
  toDeadLetter,
} from '../../functions/shared/dead-letters/dead-letter.ts';
import { addErrorsOfRecords } from '../../functions/shared/dead-letters/errors-of-records.ts';
import { Walk } from '../../functions/shared/dead-letters/walk.ts';
import type { Target } from '../../stack/target.ts';
import { bold, dim, formatAge, printable } from '../../terminal/text.ts';
import type { CommandContext, Report } from '../command-line.ts';
import type { RedriveRequest } from './arguments.ts';
import { type DeadLetterQueue, findQueues } from './queues.ts';
import { sendOn } from './send-on.ts';

/** More of one queue are only counted; --json tells them all. */
const MOST_SHOWN = 20;

type Outcome =
  /** It would go there, or has gone. */
  | { state: 'can be sent' | 'sent'; to: string }
  | { state: 'deleted' }
  | { state: 'stays' | 'not sent'; because: string };

type Found = Pick<DeadLetter, 'messageId' | 'sentAt' | 'error'> & { key: string | undefined } & Outcome;

interface Emptied {
  name: string;
  messages: Found[];
  /** Messages that somebody else holds just now. */
  hidden: number;
}

export async function redrive(request: RedriveRequest, context: CommandContext): Promise<Report> {
  const { queues, find } = await findQueues(context.target, request.queue);
  const done: Emptied[] = [];
  await context.terminal.step('Go through the dead-letter queues', async (report) => {
    for (const queue of queues) {
      if (context.signal.aborted) break;
      const tell = (messages: number) => report(`${queue.name}, ${messages} messages`);
      done.push({ name: queue.name, ...(await goThrough(queue, find, request, context, tell)) });
    }
  });
  return toReport(done, request.action);
}

async function goThrough(
  { queueUrl }: DeadLetterQueue,
  find: FindDestination,
  request: RedriveRequest,
  { target, signal }: CommandContext,
  tell: (messages: number) => void,
): Promise<Omit<Emptied, 'name'>> {
  const found: Found[] = [];
  tell(0);
  const walk = new Walk(target.clients.sqs, queueUrl);
  const hidden = await walk.countHidden();
  try {
    for await (const messages of walk.batches(signal)) {
      const letters = await addErrorsOfRecords(
        messages.map((message) => toDeadLetter(message, find)),
        { documents: target.clients.documents, tableName: target.outputs.ImagesTableName },
      );
      const asked = letters.filter((letter) => isAskedFor(letter, request));
      const outcomes = await act(asked, request.action, walk, target);
      for (const letter of asked) {
        const { messageId, sentAt, error, object } = letter;
        const outcome = outcomes.get(messageId) ?? toProspect(letter, request.action);
        found.push({ messageId, sentAt, key: object?.key, error, ...outcome });
      }
      tell(found.length);
    }
  } finally {
    await walk.release();
  }
  return { messages: found, hidden };
}

/** Sent, then deleted, in this order: whatever ends this process, nothing is lost. */
async function act(
  letters: readonly DeadLetter[],
  action: RedriveRequest['action'],
  walk: Walk,
  { clients }: Target,
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  if (action === 'show') return outcomes;
  if (action === 'discard') {
    const undeleted = new Set(await walk.delete(letters.map(({ messageId }) => messageId)));
    for (const { messageId } of letters) {
      if (!undeleted.has(messageId)) outcomes.set(messageId, { state: 'deleted' });
    }
    return outcomes;
  }
  const movable = letters.filter(({ goesTo }) => goesTo);
  const failed = await sendOn(clients, movable);
  const sent = movable.filter(({ messageId }) => !failed.has(messageId));
  await walk.delete(sent.map(({ messageId }) => messageId));
  for (const [messageId, because] of failed) outcomes.set(messageId, { state: 'not sent', because });
  for (const { messageId, goesTo } of sent)
    outcomes.set(messageId, { state: 'sent', to: goesTo?.name ?? '' });
  return outcomes;
}

function toProspect({ goesTo, staysBecause = '' }: DeadLetter, action: RedriveRequest['action']): Outcome {
  if (action === 'discard') return { state: 'not sent', because: 'SQS did not delete it' };
  return goesTo ? { state: 'can be sent', to: goesTo.name } : { state: 'stays', because: staysBecause };
}

function isAskedFor({ object, error }: DeadLetter, { keyText, errorText }: RedriveRequest): boolean {
  return (
    (keyText === undefined || (object?.key.includes(keyText) ?? false)) &&
    (errorText === undefined || (error ? `${error.name}: ${error.message}`.includes(errorText) : false))
  );
}

function toReport(queues: readonly Emptied[], action: RedriveRequest['action']): Report {
  const all = queues.flatMap(({ messages }) => messages);
  const count = (...states: Found['state'][]): number =>
    all.filter(({ state }) => states.includes(state)).length;
  const counts = {
    sendable: count('can be sent'),
    sent: count('sent'),
    deleted: count('deleted'),
    stay: count('stays'),
    notSent: count('not sent'),
  };
  const empty = queues
    .filter(({ messages, hidden }) => messages.length + hidden === 0)
    .map(({ name }) => name);
  const text = [
    ...queues.filter(({ messages, hidden }) => messages.length + hidden > 0).map(describeQueue),
    ...(empty.length > 0 ? [dim(`Nothing in ${empty.join(', ')}`)] : []),
    ...(all.length > 0 ? [summarize(counts, action)] : []),
  ].join('\n');
  return { result: { ...counts, queues }, text, isComplete: counts.notSent === 0 };
}

function summarize(
  {
    sendable,
    sent,
    deleted,
    stay,
    notSent,
  }: Record<'sendable' | 'sent' | 'deleted' | 'stay' | 'notSent', number>,
  action: RedriveRequest['action'],
): string {
  if (action === 'show') return `${sendable} can be handled again (--yes sends them on), ${stay} stay`;
  if (action === 'discard') return `${deleted} deleted, ${notSent} not`;
  return `${sent} sent on, ${stay} stay, ${notSent} could not be sent`;
}

function describeQueue({ name, messages, hidden }: Emptied): string {
  const lines = messages.slice(0, MOST_SHOWN).map(describeMessage);
  const more = messages.length - lines.length;
  return [
    `${bold(name)}  ${messages.length} ${messages.length === 1 ? 'message' : 'messages'}`,
    ...lines,
    ...(more > 0 ? [dim(`  and ${more} more, which --json tells`)] : []),
    ...(hidden > 0 ? [dim(`  ${hidden} more are held by somebody else: they show again in a moment`)] : []),
  ].join('\n');
}

function describeMessage(found: Found): string {
  const { sentAt, key = '(no object)', error } = found;
  const why = error ? `${error.name}: ${error.message}` : 'no reason was given';
  const then =
    'to' in found ? `-> ${found.to}` : 'because' in found ? `${found.state}: ${found.because}` : found.state;
  return `  ${formatAge(Date.now() - Date.parse(sentAt))}  ${printable(key)}  ${printable(why)}  ${dim(printable(then))}`;
}
