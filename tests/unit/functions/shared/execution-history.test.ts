import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import { toFailures, toStateVisits, toWaitedMs } from '../../../../functions/shared/execution-history.ts';

const at = (second: number) => new Date(Date.UTC(2026, 5, 21, 10, 0, second));

const throttled = { error: 'ThrottlingException', cause: '{"errorMessage":"Rate exceeded"}' };

/** Two branches side by side, as Step Functions tells of them: `previousEventId` follows the branch. */
const events: HistoryEvent[] = [
  { id: 1, previousEventId: 0, type: 'ExecutionStarted', timestamp: at(0) },
  {
    id: 2,
    previousEventId: 1,
    type: 'ParallelStateEntered',
    timestamp: at(1),
    stateEnteredEventDetails: { name: 'AnalyzeImage' },
  },
  {
    id: 3,
    previousEventId: 2,
    type: 'TaskStateEntered',
    timestamp: at(2),
    stateEnteredEventDetails: { name: 'DetectLabels' },
  },
  {
    id: 4,
    previousEventId: 2,
    type: 'TaskStateEntered',
    timestamp: at(2),
    stateEnteredEventDetails: { name: 'GenerateThumbnails' },
  },
  { id: 5, previousEventId: 3, type: 'TaskScheduled', timestamp: at(2) },
  { id: 6, previousEventId: 4, type: 'TaskScheduled', timestamp: at(2) },
  {
    id: 7,
    previousEventId: 5,
    type: 'TaskFailed',
    timestamp: at(3),
    taskFailedEventDetails: { resourceType: 'lambda', resource: 'invoke', ...throttled },
  },
  {
    id: 8,
    previousEventId: 6,
    type: 'TaskSucceeded',
    timestamp: at(4),
    taskSucceededEventDetails: { resourceType: 'lambda', resource: 'invoke', output: '{"Payload":{}}' },
  },
  {
    id: 9,
    previousEventId: 8,
    type: 'TaskStateExited',
    timestamp: at(4),
    stateExitedEventDetails: { name: 'GenerateThumbnails' },
  },
  { id: 10, previousEventId: 7, type: 'TaskScheduled', timestamp: at(5) },
];

describe('toStateVisits', () => {
  it('tells the states of parallel branches apart', () => {
    const error = { name: throttled.error, cause: throttled.cause };

    expect(toStateVisits(events)).toEqual([
      { name: 'AnalyzeImage', type: 'Parallel', enteredAt: at(1), attempts: [] },
      {
        name: 'DetectLabels',
        type: 'Task',
        enteredAt: at(2),
        attempts: [
          { scheduledAt: at(2), endedAt: at(3), error },
          { scheduledAt: at(5) }, // the pause of the retry between the two
        ],
      },
      {
        name: 'GenerateThumbnails',
        type: 'Task',
        enteredAt: at(2),
        exitedAt: at(4),
        attempts: [{ scheduledAt: at(2), endedAt: at(4) }],
        output: '{"Payload":{}}',
      },
    ]);
    expect(toStateVisits(events).map(toFailures)).toEqual([[], ['ThrottlingException'], []]);
  });

  it('tells from TaskStarted how long an attempt waited for its turn', () => {
    const details = { taskStartedEventDetails: { resourceType: 'lambda', resource: 'invoke' } };
    const waiting: HistoryEvent[] = [
      ...events.slice(0, 6),
      { id: 7, previousEventId: 5, type: 'TaskStarted', timestamp: at(6), ...details },
    ];

    const [, visit] = toStateVisits(waiting);
    expect([visit?.name, visit && toWaitedMs(visit)]).toEqual(['DetectLabels', 4_000]);
  });

  it('counts a second visit to the same state as another one', () => {
    const visit = (id: number, second: number): HistoryEvent[] => [
      {
        id,
        previousEventId: id - 1,
        type: 'WaitStateEntered',
        timestamp: at(second),
        stateEnteredEventDetails: { name: 'Pause' },
      },
      {
        id: id + 1,
        previousEventId: id,
        type: 'WaitStateExited',
        timestamp: at(second + 1),
        stateExitedEventDetails: { name: 'Pause' },
      },
    ];

    expect(toStateVisits([...visit(1, 0), ...visit(3, 2)])).toMatchObject([
      { enteredAt: at(0), exitedAt: at(1) },
      { enteredAt: at(2), exitedAt: at(3) },
    ]);
  });
});
