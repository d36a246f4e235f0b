// An execution's history, of which only what is new is read: events are added at its end, and none changes.

import {
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';

const MOST_EVENTS = 1_000; // of one page
/** Where some are known, few are new. */
const FEW_EVENTS = 50;

/**
 * @param known - All events of the last time, in order.
 * @returns All events so far, in order, without what any state was given; undefined where there is no such execution.
 */
export async function readHistory(
  stepFunctions: SFNClient,
  executionArn: string,
  known: readonly HistoryEvent[] = [],
): Promise<HistoryEvent[] | undefined> {
  const lastId = known.at(-1)?.id ?? 0;
  const added: HistoryEvent[] = []; // the newest first
  let nextToken: string | undefined;
  do {
    const page = await readPage(stepFunctions, {
      executionArn,
      reverseOrder: true,
      includeExecutionData: true,
      maxResults: known.length > 0 ? FEW_EVENTS : MOST_EVENTS,
      nextToken,
    });
    if (!page) return undefined;
    const events = page.events ?? [];
    added.push(...events.filter(({ id = 0 }) => id > lastId).map(withoutInput));
    nextToken = (events.at(-1)?.id ?? 0) > lastId + 1 ? page.nextToken : undefined;
  } while (nextToken);
  return [...known, ...added.reverse()];
}

async function readPage(
  stepFunctions: SFNClient,
  input: ConstructorParameters<typeof GetExecutionHistoryCommand>[0],
) {
  try {
    return await stepFunctions.send(new GetExecutionHistoryCommand(input));
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined; // or one that ended more than 90 days ago
    throw error;
  }
}

/** The state data is in every event again: a hundred kilobytes of each. */
function withoutInput(event: HistoryEvent): HistoryEvent {
  const {
    executionStartedEventDetails: _,
    executionSucceededEventDetails: __,
    taskScheduledEventDetails: ___,
    stateEnteredEventDetails: entered,
    stateExitedEventDetails: exited,
    ...rest
  } = event;
  return {
    ...rest,
    ...(entered && { stateEnteredEventDetails: { name: entered.name } }),
    ...(exited && { stateExitedEventDetails: { name: exited.name } }),
  };
}
