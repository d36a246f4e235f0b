// The rules that every state machine of this project keeps, and how it hangs together with template and record.

import { readdirSync } from 'node:fs';
import { analysisSchema } from '@image-workflow/record';
import { describe, expect, it } from '@jest/globals';
import validate from 'asl-validator';
import { projectFile, readProjectFile, resource, resourcesOf, template } from './template.ts';

interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: string;
}

interface State {
  Type: string;
  Comment?: string;
  Resource?: string;
  Parameters?: { FunctionName?: string };
  ResultSelector?: Record<string, string>;
  ResultPath?: string;
  TimeoutSeconds?: number;
  Retry?: Retrier[];
  Catch?: { ErrorEquals: string[]; ResultPath?: string; Next: string }[];
  Next?: string;
  End?: boolean;
  Branches?: Machine[];
  /** Of a Map. */
  ItemProcessor?: Machine;
  ErrorPath?: string;
  CausePath?: string;
}

interface Machine {
  Comment?: string;
  StartAt: string;
  TimeoutSeconds?: number;
  States: Record<string, State>;
}

/** Every state of a machine, those inside branches too. */
function allStates({ States }: Machine): [name: string, state: State][] {
  return Object.entries(States).flatMap(([name, state]) => [
    [name, state],
    ...[...(state.Branches ?? []), ...(state.ItemProcessor ? [state.ItemProcessor] : [])].flatMap(allStates),
  ]);
}

const files = readdirSync(projectFile('statemachine')).filter((name) => name.endsWith('.asl.json'));
const machines = resourcesOf('AWS::Serverless::StateMachine');

it('every file of statemachine/ is one state machine of the template', () => {
  const deployed = machines.map(([, { Properties }]) => Properties.DefinitionUri);

  expect(deployed.toSorted()).toEqual(files.map((name) => `statemachine/${name}`).toSorted());
});

describe.each(machines)('%s', (_, { Properties }) => {
  const text = readProjectFile(Properties.DefinitionUri);
  const machine: Machine = JSON.parse(text);
  const states = allStates(machine);
  const tasks = states.filter(([, { Type }]) => Type === 'Task');

  it('is valid', () => {
    const filledIn = JSON.parse(text.replace(/\$\{(\w+)\}/g, 'aws'));
    const { isValid, errorsText } = validate(filledIn, { checkPaths: true, checkArn: true });

    expect([isValid, errorsText('\n')]).toEqual([true, '']);
  });

  it('is a Standard workflow, traced, that logs errors without the data of the photograph', () => {
    expect(Properties).toMatchObject({
      Type: 'STANDARD',
      Tracing: { Enabled: true },
      Logging: { Level: 'ERROR', IncludeExecutionData: false },
    });
  });

  it('uses every substitution that is defined, and no other', () => {
    const used = new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));

    expect([...used].toSorted()).toEqual(Object.keys(Properties.DefinitionSubstitutions).toSorted());
  });

  it('calls in each task the function of its name', () => {
    for (const [name, { Resource, Parameters }] of tasks) {
      expect(Resource).toMatch(/^arn:\$\{AWSPartition}:states:::lambda:invoke$/);
      expect(Parameters?.FunctionName).toBe(`\${${name}FunctionArn}`);
      expect(Properties.DefinitionSubstitutions[`${name}FunctionArn`]).toEqual({
        'Fn::GetAtt': `${name}Function.Arn`,
      });
    }
  });

  it('says which input it expects, and of every state why it is there', () => {
    expect(machine.Comment).toMatch(/Input: /);
    for (const [name, { Comment }] of states)
      expect([name, Comment]).toEqual([name, expect.stringMatching(/\w+ \w+.*\.$/)]);
  });

  it('gives each task longer than its function, so that a function that is late says so itself', () => {
    for (const [name, { TimeoutSeconds }] of tasks) {
      const { Timeout } = { ...template.Globals.Function, ...resource(`${name}Function`).Properties };
      expect([name, (TimeoutSeconds ?? 0) > Timeout]).toEqual([name, true]);
    }
  });

  it('never retries permanent errors, waits with jitter and bounds elsewhere, and names the rest last', () => {
    for (const [, { Retry = [] }] of tasks) {
      const [permanent, ...others] = Retry;
      expect(permanent).toEqual({
        ErrorEquals: expect.arrayContaining(['InvalidEventError', 'InvalidConfigurationError']),
        MaxAttempts: 0,
      });
      expect(others.length).toBeGreaterThanOrEqual(2);
      for (const retrier of others)
        expect(retrier).toMatchObject({
          IntervalSeconds: expect.any(Number),
          MaxDelaySeconds: expect.any(Number),
          JitterStrategy: 'FULL',
        });
      expect(Retry.at(-1)?.ErrorEquals).toEqual(['States.TaskFailed', 'States.Timeout']);
    }
  });

  it('outlasts a queue: waits for a Lambda of its account for half an hour at least, whatever the task', () => {
    for (const [name, { Retry = [] }] of tasks) {
      const throttled = Retry.find(({ ErrorEquals }) =>
        ErrorEquals.includes('Lambda.TooManyRequestsException'),
      );
      expect([name, meanWaitSeconds(throttled)]).toEqual([name, expect.any(Number)]);
      expect(meanWaitSeconds(throttled)).toBeGreaterThan(1_800);
    }
  });

  it('lists no error in two retriers of a state, where only the first would count', () => {
    for (const [name, { Retry = [] }] of tasks) {
      const errors = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
      expect([name, errors.length]).toEqual([name, new Set(errors).size]);
    }
  });

  it('has a time-out of its own that is longer than all its states together, however often they are retried', () => {
    expect(machine.TimeoutSeconds).toBeGreaterThan(longestSeconds(machine));
  });

  /** {@link https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html} Step Functions ends an execution that has more. */
  it('has a history of less than 25,000 events, however often its tasks are retried', () => {
    // A state is entered and left; each attempt is scheduled, started, and fails or succeeds.
    const events = states.reduce(
      (sum, [, { Retry = [] }]) =>
        sum + 2 + 3 * Retry.reduce((attempts, { MaxAttempts }) => attempts + MaxAttempts, 1),
      0,
    );

    expect(events).toBeLessThan(25_000);
  });
});

describe('ProcessImage', () => {
  const machine: Machine = JSON.parse(readProjectFile('statemachine/process-image.asl.json'));

  it('ends after the thirty hours that docs/architecture.md, docs/operations.md and its alarm tell of', () => {
    expect(machine.TimeoutSeconds).toBe(30 * 3_600);
  });
  const { AnalyzeImage, ProcessingFailed } = machine.States;
  const branches = AnalyzeImage?.Branches ?? [];

  it('outlasts a queue: waits for the quota of Rekognition for half an hour at least', () => {
    const asking = allStates(machine).filter(([name]) => /^(Detect|Recognize)/.test(name));

    expect(asking).toHaveLength(7);
    for (const [, { Retry = [], TimeoutSeconds = 0 }] of asking) {
      const throttled = Retry.find(({ ErrorEquals }) =>
        ErrorEquals.includes('ProvisionedThroughputExceededException'),
      );
      const insideSeconds = TimeoutSeconds > 900 ? (1 + (throttled?.MaxAttempts ?? 0)) * 880 : 0;
      expect(meanWaitSeconds(throttled) + insideSeconds).toBeGreaterThan(1_800);
    }
  });

  it('records every failure, then fails with the true error', () => {
    const caught = Object.entries(machine.States).filter(([, { Catch }]) => Catch);

    expect(caught.map(([name]) => name)).toEqual([
      'ExtractMetadata',
      'NormalizeImage',
      'AnalyzeImage',
      'StoreRecord',
      'RecordFailure',
    ]);
    for (const [name, { Catch }] of caught)
      expect(Catch).toEqual([
        name === 'RecordFailure'
          ? { ErrorEquals: ['States.ALL'], ResultPath: '$.recordFailureError', Next: 'ProcessingFailed' }
          : { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'RecordFailure' },
      ]);
    expect(machine.States.RecordFailure?.Next).toBe('ProcessingFailed');
    expect(ProcessingFailed).toMatchObject({
      Type: 'Fail',
      ErrorPath: '$.error.Error',
      CausePath: '$.error.Cause',
    });
  });

  const failed = { status: 'FAILED', 'error.$': '$.error' };

  /** The tasks of the branches, the place of each one's slot in the result, and what its Catch makes of an error. */
  const TASKS = {
    DetectLabels: { slot: 'labels', place: '$[0].labels.Payload', caught: { Payload: failed } },
    DetectText: { slot: 'text', place: '$[2].text.Payload', caught: { Payload: failed } },
    DetectFaces: {
      slot: 'faces',
      place: '$[1].faces',
      caught: { faces: failed, people: { status: 'SKIPPED', reason: 'DetectFaces failed' } },
    },
    RecognizePeople: {
      slot: 'people',
      place: '$[1].people',
      caught: { 'faces.$': '$.faces.Payload', people: failed },
    },
    RecognizeCelebrities: {
      slot: 'celebrities',
      place: '$[0].celebrities.Payload',
      caught: { Payload: failed },
    },
    DetectModerationLabels: {
      slot: 'moderation',
      place: '$[0].moderation.Payload',
      caught: { Payload: failed },
    },
    DetectCustomLabels: {
      slot: 'customLabels',
      place: '$[2].customLabels.Payload',
      caught: { Payload: failed },
    },
    GenerateThumbnails: {
      slot: 'thumbnails',
      place: '$[2].thumbnails.Payload',
      caught: { Payload: failed },
    },
  };

  it('names each slot of the record once', () => {
    const places = Object.values(TASKS).map(({ slot, place }) => [`${slot}.$`, place]);

    expect(AnalyzeImage?.ResultSelector).toEqual(Object.fromEntries(places));
    expect(Object.values(TASKS).map(({ slot }) => slot)).toEqual(Object.keys(analysisSchema.shape));
  });

  /** The tasks of a branch, each after the one before it. */
  function inTurn({ StartAt, States }: Machine): string[] {
    const next = (name: string): string[] => [name, ...(States[name]?.Next ? next(States[name].Next) : [])];
    return next(StartAt);
  }

  it('asks for three Lambdas at once, and searches people in the faces that were found', () => {
    expect(branches.map(inTurn)).toEqual([
      ['DetectLabels', 'DetectModerationLabels', 'RecognizeCelebrities'],
      ['DetectFaces', 'RecognizePeople'],
      ['GenerateThumbnails', 'DetectText', 'DetectCustomLabels'],
    ]);
  });

  it.each(Object.entries(TASKS))(
    'goes on after a task that fails for good, with its error in its slot: %s',
    (task, { slot, caught }) => {
      const name = `${slot.replace(/^./, (letter) => letter.toUpperCase())}Failed`;
      const States = branches.find((branch) => task in branch.States)?.States ?? {};
      const after = task === 'DetectFaces' ? undefined : States[task]?.Next; // without faces nobody is searched

      expect(States[task]?.Catch).toEqual([
        { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: name },
      ]);
      expect(States[name]).toMatchObject({ Type: 'Pass', ...(after ? { Next: after } : { End: true }) });
      expect(States[name]?.Parameters).toEqual(caught);
      expect(States[name]?.ResultPath).toBe('Payload' in caught ? `$.${slot}` : undefined);
    },
  );
});

/** Errors of an attempt that was refused at the door, and so took no time. */
const REFUSALS = ['Lambda.TooManyRequestsException', 'ProvisionedThroughputExceededException'];

/** Waits for its quota inside, as long as it has time. */
const PATIENT = 'RecognizePeople';

/**
 * Every state at its slowest, one after the other: all attempts but the refused run into the time-out, all pauses last
 * as long as jitter may make them. A Parallel takes as long as its slowest branch.
 */
function longestSeconds({ States }: Machine): number {
  return Object.entries(States).reduce((sum, [name, state]) => sum + longestStateSeconds(name, state), 0);
}

function longestStateSeconds(name: string, { TimeoutSeconds = 0, Retry = [], Branches = [] }: State): number {
  const isRefusal = (error: string) =>
    REFUSALS.includes(error) && !(name === PATIENT && error.startsWith('Provisioned'));
  const attempts =
    1 +
    Retry.filter(({ ErrorEquals }) => !ErrorEquals.some(isRefusal)).reduce(
      (sum, { MaxAttempts }) => sum + MaxAttempts,
      0,
    );
  const pauses = Retry.reduce((sum, retrier) => sum + longestPausesSeconds(retrier), 0);
  const slowestBranch = Math.max(0, ...Branches.map(longestSeconds));
  return attempts * TimeoutSeconds + pauses + slowestBranch;
}

function longestPausesSeconds({
  MaxAttempts,
  IntervalSeconds = 1,
  BackoffRate = 2,
  MaxDelaySeconds = Infinity,
}: Retrier): number {
  const pauses = Array.from({ length: MaxAttempts }, (_, at) =>
    Math.min(IntervalSeconds * BackoffRate ** at, MaxDelaySeconds),
  );
  return pauses.reduce((sum, pause) => sum + pause, 0);
}

/** Full jitter makes a pause half as long on average. */
function meanWaitSeconds(retrier: Retrier | undefined): number {
  return retrier ? longestPausesSeconds(retrier) / 2 : 0;
}
