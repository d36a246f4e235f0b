// Runs one function with a true event, and says what it answered.

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { findFunction, listFunctions } from '../../stack/functions.ts';
import { readSampleEvents, toEventsOf } from '../../stack/sample-events.ts';
import { OperatorError } from '../../terminal/errors.ts';
import type { CommandContext, Report } from '../command-line.ts';
import type { Invocation } from './arguments.ts';
import { findPhotograph } from './find-photograph.ts';

export async function invoke(
  { functionName, photograph, event: file }: Invocation,
  context: CommandContext,
): Promise<Report> {
  const { clients, stackName } = context.target;
  const called = findFunction(await listFunctions(clients.cloudFormation, stackName), functionName);
  const event =
    file === undefined
      ? await makeEvent(called.folder, photograph, context)
      : parseEvent(await readEventFile(resolve(context.workingFolder, file), file), file);

  const { Payload, FunctionError, LogResult } = await context.terminal.step(`Invoke ${called.state}`, () =>
    clients.lambda.send(
      new InvokeCommand({
        FunctionName: called.functionName,
        Payload: JSON.stringify(event),
        LogType: 'Tail',
      }),
    ),
  );
  const log = Buffer.from(LogResult ?? '', 'base64')
    .toString()
    .trim();
  if (log) context.terminal.print(log);
  const answer: unknown = JSON.parse(Payload?.transformToString() || 'null');
  return {
    result: { function: called.state, ok: FunctionError === undefined, answer },
    text: JSON.stringify(answer, null, 2),
    isComplete: FunctionError === undefined,
  };
}

async function makeEvent(
  folder: string,
  photograph: string | undefined,
  context: CommandContext,
): Promise<unknown> {
  const samples = await readSampleEvents();
  if (!samples.has(folder)) {
    throw new OperatorError(`Expected events/${folder}.json but there is none: give an event with --event`);
  }
  const record = await findPhotograph(photograph, context);
  context.terminal.print(`With events/${folder}.json, told of ${record.source.key}`);
  return toEventsOf(record, samples).get(folder);
}

async function readEventFile(path: string, file: string): Promise<string> {
  return await readFile(path, 'utf8').catch((cause: Error) => {
    throw new OperatorError(`Expected an event in ${file} but found: ${cause.message}`, { cause });
  });
}

function parseEvent(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OperatorError(`Expected JSON in ${file} but found: ${(cause as Error).message}`, { cause });
  }
}
