// Runs an ASL file as it is deployed, with each Lambda call replaced by a function under the name of its state.

import { readFileSync } from 'node:fs';
import { StateMachine } from 'aws-local-stepfunctions';

type Definition = ConstructorParameters<typeof StateMachine>[0];
type Json = Parameters<StateMachine['run']>[0];
type EventLog =
  ReturnType<StateMachine['run']>['eventLogs'] extends AsyncGenerator<infer Event> ? Event : never;

/** Called with the Payload that the state sends; what it returns or throws is the function's. */
// biome-ignore lint/suspicious/noExplicitAny: a payload is whatever its state sends
export type Task = (payload: any) => unknown;
export type Tasks = Record<string, Task>;

export interface Execution {
  status: 'SUCCEEDED' | 'FAILED';
  /** What the execution answers, where it succeeded. */
  output?: unknown;
  /** The `Error` and `Cause` of the execution, where it failed. */
  error?: string;
  cause?: string;
  /** States in the order in which they were entered, those of branches among them. */
  path: string[];
  /** What each task was sent, one entry per attempt. */
  payloads: Record<string, unknown[]>;
  /** The data that went into and out of each state, for measuring. */
  data: unknown[];
}

export const EXECUTION_ARN =
  'arn:aws:states:us-east-1:111122223333:execution:ProcessImage:21382b3fc4e40509f0f5e79d5d80a6db';

/** A task that ran into its state's `TimeoutSeconds`: Step Functions' own error, whose Cause is plain text. */
export class TaskTimedOut extends Error {
  override readonly name = 'States.Timeout';
}

/** An error under the name that Step Functions sees, wherever it comes from: `Lambda.ServiceException`, `AccessDenied`. */
export function named(name: string, message = `${name} happened`): Error {
  return Object.assign(new Error(message), { name });
}

/**
 * Reads an ASL file with its substitutions filled in: the partition, and each function's name for its ARN.
 *
 * @param path - Relative to the project's folder.
 */
export function readDefinition(path: string): Definition {
  const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  return JSON.parse(text.replace(/\$\{(\w+)\}/g, (_, name) => (name === 'AWSPartition' ? 'aws' : name)));
}

/** Retries wait not at all; everything else is as in Step Functions. */
export async function runWorkflow(definition: Definition, input: object, tasks: Tasks): Promise<Execution> {
  const payloads: Record<string, unknown[]> = {};
  const handlers = Object.entries(tasks).map(([state, task]) => [
    state,
    async ({ Payload }: { Payload: unknown }) => {
      payloads[state] = [...(payloads[state] ?? []), Payload];
      return invoke(task, Payload);
    },
  ]);
  const machine = new StateMachine(definition, { validationOptions: { noValidate: true } }); // tests/template does
  const execution = machine.run(toJson(input) as Json, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(handlers),
      retryIntervalOverrides: Object.fromEntries(Object.keys(tasks).map((state) => [state, 0])),
    },
    context: { Execution: { Id: EXECUTION_ARN } },
  });

  await execution.result.catch(() => undefined); // its last event says so too, with the error's own name
  const events: EventLog[] = [];
  for await (const event of execution.eventLogs) events.push(event);

  return { ...toEnd(events.at(-1)), path: toPath(events), payloads, data: events.flatMap(toData) };
}

/** What `arn:aws:states:::lambda:invoke` makes of a function: its answer in an envelope, its error as JSON in the Cause. */
async function invoke(task: Task, payload: unknown): Promise<Json> {
  try {
    return { StatusCode: 200, Payload: toJson(await task(payload)) } as Json;
  } catch (error) {
    if (error instanceof TaskTimedOut) throw error;
    const { name, message } = error as Error;
    throw named(name, JSON.stringify({ errorType: name, errorMessage: message, trace: [] }));
  }
}

/** As it travels between states: no undefined, no Date, no class. */
function toJson(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

function toEnd(last: EventLog | undefined): Pick<Execution, 'status' | 'output' | 'error' | 'cause'> {
  if (last?.type === 'ExecutionSucceeded') return { status: 'SUCCEEDED', output: last.output };
  if (last?.type === 'ExecutionFailed')
    return { status: 'FAILED', error: last.Error, cause: String(last.Cause) };
  throw new Error(`Expected an execution that succeeded or failed but its last event is ${last?.type}`);
}

function toPath(events: EventLog[]): string[] {
  return events.flatMap((event) => (event.type === 'StateEntered' ? event.state.name : []));
}

function toData(event: EventLog): unknown[] {
  if (event.type === 'StateEntered') return [event.state.input];
  if (event.type === 'StateExited') return [event.state.input, event.state.output];
  return [];
}
