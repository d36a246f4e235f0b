// Reads the log group of one function, once or until Ctrl-C.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type FilteredLogEvent,
  paginateFilterLogEvents,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { findFunction, listFunctions } from '../../stack/functions.ts';
import { dim, printable } from '../../terminal/text.ts';
import type { CommandContext, Report } from '../command-line.ts';
import type { LogRequest } from './arguments.ts';

const POLL_MS = 1_000;

/** Events may come into the log a little later than their time says. */
const LATENESS_MS = 10_000;

export async function showLogs(request: LogRequest, context: CommandContext): Promise<Report> {
  const { clients, stackName } = context.target;
  const functions = await listFunctions(clients.cloudFormation, stackName);
  const { state, functionName, logGroup } = findFunction(functions, request.functionName);
  const logGroupName = logGroup ?? `/aws/lambda/${functionName}`; // where Lambda logs unless it is told
  const seen = new Set<string>();
  let startTime = request.since.getTime();

  const showNew = async (): Promise<void> => {
    for await (const event of readEvents(context, logGroupName, startTime, request.filterPattern)) {
      const id = event.eventId ?? `${event.logStreamName} ${event.timestamp} ${event.message}`;
      if (seen.has(id)) continue;
      seen.add(id);
      const line = request.json ? JSON.stringify(toPlain(event)) : describeEvent(event);
      context.terminal.print(line, process.stdout);
    }
  };
  await showNew();
  while (request.follow && !context.signal.aborted) {
    startTime = Math.max(startTime, Date.now() - LATENESS_MS);
    await sleep(POLL_MS, undefined, { signal: context.signal }).catch(() => {}); // a stop wakes it
    await showNew();
  }
  const result = { function: state, logGroup: logGroupName, events: seen.size };
  return { result, text: dim(`${seen.size} events of ${logGroupName}`), isComplete: true };
}

async function* readEvents(
  { target: { clients } }: CommandContext,
  logGroupName: string,
  startTime: number,
  filterPattern: string | undefined,
): AsyncGenerator<FilteredLogEvent> {
  try {
    const pages = paginateFilterLogEvents(
      { client: clients.logs },
      { logGroupName, startTime, ...(filterPattern && { filterPattern }) },
    );
    for await (const { events = [] } of pages) yield* events;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error; // nothing was logged yet
  }
}

function toPlain({ timestamp, message = '' }: FilteredLogEvent): object {
  return { time: toTime(timestamp), message: message.trimEnd() };
}

/** The functions log one JSON object for each event; Lambda itself logs plain lines beside them. */
function describeEvent({ timestamp, message = '' }: FilteredLogEvent): string {
  return `${dim(toTime(timestamp))}  ${printable(message.trimEnd())}`;
}

function toTime(timestamp = 0): string {
  return new Date(timestamp).toISOString();
}
