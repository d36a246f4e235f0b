// npm start -- --watch: what is changed is deployed again, and seen at work.

import { watch } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { CopyObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { OperatorError } from '../terminal/errors.ts';
import type { Terminal } from '../terminal/terminal.mjs';
import type { LocalCloud } from './cloud.ts';
import { inProject } from './project.ts';

/** What sam build and sam deploy read and people edit. */
const SOURCES = [
  'functions',
  'packages/places',
  'packages/record',
  'layers',
  'statemachine',
  'template.yaml',
  'samconfig.toml',
];

/** An editor that saves, or a git checkout, changes several files in a moment. */
const SETTLE_MS = 300;

export interface WatchOptions {
  /** Of the photograph to run again; absent where there is none yet. */
  lastKey(): string | undefined;
  terminal: Terminal;
  signal: AbortSignal;
}

/** @returns When the signal says so. What is wrong with a change is said; the next one may be right. */
export async function watchSources(
  cloud: LocalCloud,
  { lastKey, terminal, signal }: WatchOptions,
): Promise<void> {
  for await (const path of changesOf(SOURCES.map(inProject), signal)) {
    terminal.print(`\n${path} has changed`);
    try {
      await cloud.redeploy();
      const key = lastKey();
      if (key !== undefined) await uploadAgain(cloud, key);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof OperatorError)) throw error;
      terminal.print(error.message);
    }
  }
}

/** One name for all that changes in a moment, or during the work on an earlier change. */
export async function* changesOf(paths: readonly string[], signal: AbortSignal): AsyncGenerator<string> {
  let changed: string | undefined;
  let wake = () => {};
  const watchOne = async (path: string): Promise<void> => {
    for await (const { filename } of watch(path, { recursive: true, signal })) {
      changed = filename ?? path;
      wake();
    }
  };
  const watching = Promise.all(paths.map(watchOne)).catch((error: Error) => {
    if (!signal.aborted) throw error;
  });
  while (!signal.aborted) {
    if (changed === undefined) {
      await Promise.race([new Promise<void>((resolve) => (wake = resolve)), watching]);
      continue;
    }
    await sleep(SETTLE_MS, undefined, { signal }).catch(() => {});
    const path = changed;
    changed = undefined;
    if (!signal.aborted) yield path;
  }
}

/** The same bytes with the same metadata, as a new version. */
async function uploadAgain({ clients, outputs }: LocalCloud, key: string): Promise<void> {
  const Bucket = outputs.UploadBucketName;
  const { ContentType, Metadata } = await clients.s3.send(new HeadObjectCommand({ Bucket, Key: key }));
  await clients.s3.send(
    new CopyObjectCommand({
      Bucket,
      Key: key,
      CopySource: `${Bucket}/${encodeURIComponent(key)}`,
      MetadataDirective: 'REPLACE', // an object can be copied onto itself only with a change
      ...(ContentType && { ContentType }),
      ...(Metadata && { Metadata }),
    }),
  );
}
