// The page of a cloud: built when its sources have changed, then served beside it.

import { join } from 'node:path';
import { noteMore } from '../../stack/cloud-file.ts';
import { buildPage } from '../../stack/page/build.ts';
import { allowSignInFrom } from '../../stack/sign-in.ts';
import type { Terminal } from '../../terminal/terminal.mjs';
import type { Cloud } from '../cloud.ts';
import { LocalCloudError } from '../errors.ts';
import { localFolder } from '../project.ts';
import { type PageServer, startPageServer } from './server.ts';

export interface PageOptions {
  port: number;
  /** Where the cloud tells of itself. */
  cloudFile: string;
  terminal: Terminal;
  signal: AbortSignal;
}

/**
 * @throws {LocalCloudError} When the port is taken, or the stack has no API.
 * @throws {OperatorError} When the page cannot be built.
 */
export async function servePage(cloud: Cloud, options: PageOptions): Promise<PageServer> {
  const { apiUrl, endpoint, outputs } = cloud;
  if (apiUrl === undefined) {
    throw new LocalCloudError('Expected a stack with an API for the page but found none: deploy it anew');
  }
  const folder = join(localFolder, 'page');
  await buildPage({
    folder,
    signal: options.signal,
    onBuild: (work) => options.terminal.step('Build the page', work),
  });
  const signIn = outputs.SignInUrl ? [outputs.SignInUrl] : [];
  const server = await startPageServer({ folder, port: options.port, apiUrl, endpoint, signIn });
  await allowSignInFrom(cloud.clients.cognito, outputs, server.url);
  await noteMore(options.cloudFile, { pageUrl: server.url });
  return server;
}
