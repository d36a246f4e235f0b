// Puts the built page into the bucket that CloudFront serves it from, and lets people sign in there.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DeleteObjectsCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { buildPage, listPageFiles } from '../../stack/page/build.ts';
import { fileHeaders } from '../../stack/page/headers.ts';
import { allowSignInFrom, hasUsers } from '../../stack/sign-in.ts';
import { findStack } from '../../stack/stack.ts';
import type { Terminal } from '../../terminal/terminal.mjs';
import { isDeclined } from './declined.ts';
import type { Place } from './plan.ts';

/** What an earlier page was made of stays so long, for whoever still has it open. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1_000;

const AT_ONCE = 8;

/** Says where the page is, or why it is not. */
export async function publishPage(place: Place | undefined, terminal: Terminal): Promise<void> {
  if (place?.stackName === undefined) {
    terminal.print(
      'The page is put there by npm run deploy without --guided, once samconfig.toml names the stack',
    );
    return;
  }
  const { region, profile, stackName } = place;
  const connection = { ...(region && { region }), ...(profile && { profile }) };
  const cloudFormation = new CloudFormationClient(connection);
  const stack = await findStack(cloudFormation, stackName);
  const { PageBucketName: bucket, PageUrl: url } = stack?.outputs ?? {};
  if (!bucket || !url) return; // Page=false
  if (await isDeclined(cloudFormation, stackName)) {
    terminal.print('The page stays as it is, for so does the stack');
    return;
  }
  const folder = fileURLToPath(new URL('../../.local/page', import.meta.url));
  await buildPage({ folder, onBuild: (work) => terminal.step('Build the page', work) });
  await terminal.step('Put the page into its bucket', () =>
    sendPage(new S3Client(connection), { bucket, folder }),
  );
  const { InviteCommand, ...outputs } = stack?.outputs ?? {};
  const cognito = new CognitoIdentityProviderClient(connection);
  await allowSignInFrom(cognito, outputs, url);
  terminal.print(`The page: ${url}`);
  if (InviteCommand && !(await hasUsers(cognito, outputs)))
    terminal.print(`Nobody can sign in yet. To invite somebody: ${InviteCommand}`);
}

/**
 * Files that are named by their content first and index.html last, so that nobody gets a page whose parts are not there.
 *
 * @param now - Milliseconds since 1970: what is older than a month and of no use any more goes.
 */
export async function sendPage(
  s3: S3Client,
  { bucket, folder, now = Date.now() }: { bucket: string; folder: string; now?: number },
): Promise<void> {
  const files = await listPageFiles(folder);
  const send = async (path: string) => {
    const { contentType, cacheControl } = fileHeaders(path);
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: path,
        Body: await readFile(join(folder, path)),
        ContentType: contentType,
        CacheControl: cacheControl,
      }),
    );
  };
  const isBeginning = (path: string) => path === 'index.html';
  await pMap(
    files.filter((path) => !isBeginning(path)),
    send,
    { concurrency: AT_ONCE },
  );
  for (const path of files.filter(isBeginning)) await send(path);
  await removeOld(s3, bucket, new Set(files), now);
}

async function removeOld(
  s3: S3Client,
  bucket: string,
  kept: ReadonlySet<string>,
  now: number,
): Promise<void> {
  let token: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, ContinuationToken: token }));
    const old = (page.Contents ?? []).flatMap(({ Key, LastModified }) =>
      Key && !kept.has(Key) && (LastModified?.getTime() ?? now) < now - KEPT_MS ? [{ Key }] : [],
    );
    if (old.length > 0) {
      await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: old, Quiet: true } }));
    }
    token = page.NextContinuationToken;
  } while (token);
}
