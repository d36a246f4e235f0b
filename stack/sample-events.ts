// The sample events of events/, told of a photograph that is really there.

import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { ImageRecord } from '@image-workflow/record';
import { recordInputSchema } from '../functions/shared/workflow.ts';

const EVENTS_FOLDER = fileURLToPath(new URL('../events', import.meta.url));

/** Holds everything that the other events say of the one photograph that all of them are about. */
const WHOLE = 'store-record';

/** @returns By the function's folder: `detect-labels`. */
export async function readSampleEvents(): Promise<Map<string, unknown>> {
  const files = (await readdir(EVENTS_FOLDER)).filter((file) => file.endsWith('.json'));
  const read = async (file: string): Promise<[string, unknown]> => [
    basename(file, '.json'),
    JSON.parse(await readFile(join(EVENTS_FOLDER, file), 'utf8')),
  ];
  return new Map(await Promise.all(files.map(read)));
}

/**
 * The same events of another photograph. What its record does not hold stays as in the sample.
 *
 * @param samples - As {@link readSampleEvents} gives them.
 */
export function toEventsOf(record: ImageRecord, samples: ReadonlyMap<string, unknown>): Map<string, unknown> {
  const replace = createReplacer(record, samples.get(WHOLE));
  return new Map([...samples].map(([name, event]) => [name, replace(event)]));
}

function createReplacer(record: ImageRecord, whole: unknown): (value: unknown) => unknown {
  const { execution, state } = recordInputSchema.parse(whole);
  const { imageId, source, metadata, preview, analysis } = record;
  const extraction = state.extraction?.Payload;
  const normalization = state.normalization?.Payload;

  /** Whole parts of the record, wherever an event has them. */
  const parts: [sample: unknown, real: unknown][] = [
    [state.image, { imageId, ...source }],
    [extraction?.supported && extraction.metadata, metadata],
    [normalization?.supported && normalization.preview, preview],
    [state.analysis, analysis],
    [withoutNames(state.analysis?.faces), withoutNames(analysis?.faces)],
    [execution, { arn: record.execution.arn, startedAt: record.execution.startedAt ?? execution.startedAt }],
  ];
  /** Names, inside longer texts too: an execution's ARN, an event inside a queue's message. */
  const names: [sample: string, real: string][] = [
    [execution.arn, record.execution.arn],
    [toStateMachineArn(execution.arn), toStateMachineArn(record.execution.arn)],
    [nameOf(execution.arn), nameOf(record.execution.arn)],
    [`${state.image.sequencer}0`.toUpperCase(), source.sequencer.toUpperCase()],
    [state.image.imageId, imageId],
    [state.image.bucket, source.bucket],
    [state.image.key, source.key],
    [state.image.eTag, source.eTag],
    [state.image.uploadedAt, source.uploadedAt],
    ...(source.versionId
      ? ([[state.image.versionId ?? '', source.versionId]] satisfies [[string, string]])
      : []),
  ];

  return function replace(value: unknown): unknown {
    const part = parts.find(([sample, real]) => sample && real && isDeepStrictEqual(value, sample));
    if (part) return part[1];
    if (Array.isArray(value)) return value.map(replace);
    if (typeof value === 'string') return replaceText(value);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner)]));
  };

  function replaceText(text: string): string {
    return names.reduce((soFar, [sample, real]) => soFar.replaceAll(sample, real), text);
  }
}

function toStateMachineArn(executionArn: string): string {
  return executionArn.replace(':execution:', ':stateMachine:').replace(/:[^:]*$/, '');
}

function nameOf(executionArn: string): string {
  return executionArn.split(':').at(-1) ?? '';
}

/** As DetectFaces found them, before RecognizePeople. */
function withoutNames(faces: unknown): unknown {
  const names = ['personId', 'name', 'similarity'];
  return JSON.parse(JSON.stringify(faces ?? null), (key, value) => (names.includes(key) ? undefined : value));
}
