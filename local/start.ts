// npm start: the local cloud from the command line.

import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ImageRecord } from '@image-workflow/record';
import { CLOUD_FILE, type LocalUser, noteMore } from '../stack/cloud-file.ts';
import { explain, UsageError } from '../terminal/errors.ts';
import { EXIT_CODES } from '../terminal/exit-codes.ts';
import { type FoundPhotographs, findPhotographs } from '../terminal/photographs.ts';
import { stopOnSignals } from '../terminal/stop-on-signals.ts';
import { createTerminal } from '../terminal/terminal.mjs';
import { printable } from '../terminal/text.ts';
import { annotate } from './annotate/annotate.ts';
import { HELP, parseArguments, type StartOptions } from './arguments.ts';
import { type Cloud, type LocalCloud, startLocalCloud } from './cloud.ts';
import { useEndpoint } from './endpoint.ts';
import { drawSamplePicture } from './intake/sample-picture.ts';
import { openInBrowser } from './page/open.ts';
import { servePage } from './page/page.ts';
import type { PageServer } from './page/server.ts';
import { localFolder } from './project.ts';
import { writeSamLocalEnvironment, writeSamLocalEvents } from './sam-local.ts';
import { processPhotographs } from './session.ts';
import { describeNextSteps } from './show/next-steps.ts';
import { createObserver } from './show/observer.ts';
import { prepareUsers } from './sign-in.ts';
import { watchSources } from './watch.ts';

const stateFolder = join(localFolder, 'state');
const samLocalEnvironment = join(localFolder, 'sam-local-env.json');
const samLocalEvents = join(localFolder, 'events');
/** npm runs this in the project's folder and says where the command was given. */
const workingFolder = process.env.INIT_CWD ?? process.cwd();
const terminal = createTerminal();
let cloud: Cloud | undefined;

const interrupted = stopOnSignals(() => {
  cloud?.kill();
  process.exit(EXIT_CODES.interrupted);
});

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  try {
    const options = parseArguments(args);
    if (options.help) process.stdout.write(HELP);
    else await run(options);
    return interrupted.aborted && options.once ? EXIT_CODES.interrupted : EXIT_CODES.ok;
  } catch (error) {
    if (interrupted.aborted) return EXIT_CODES.interrupted;
    terminal.print(explain(error, 'npm start'));
    return error instanceof UsageError ? EXIT_CODES.usage : EXIT_CODES.failed;
  }
}

async function run(options: StartOptions): Promise<void> {
  const found = await findWhatToUpload(options);
  const annotatedFolder = await makeAnnotatedFolder(options);
  cloud = await openCloud(options);
  let page: PageServer | undefined;
  try {
    const users = await openSignIn(cloud);
    page = options.page ? await openPage(cloud, options) : undefined;
    await show(cloud, options, found, annotatedFolder, { pageUrl: page?.url, users });
  } finally {
    await page?.stop();
    await terminal.step('Stop the local cloud', cloud.stop);
  }
}

async function findWhatToUpload({ paths }: StartOptions): Promise<FoundPhotographs> {
  if (paths.length > 0) {
    const found = await findPhotographs(paths, workingFolder);
    if (found.leftOut.length > 0) terminal.print(`Left out: ${found.leftOut.map(printable).join(', ')}`);
    return found;
  }
  terminal.print(
    'No photographs named, so here is one that is drawn: npm start -- photo.jpg folder/ takes yours',
  );
  const picture = join(localFolder, 'sample-picture.jpg');
  await mkdir(localFolder, { recursive: true });
  await drawSamplePicture(picture);
  return { photographs: [{ path: picture, key: 'sample-picture.jpg' }], leftOut: [] };
}

/** Before anything starts, so that a folder that cannot be made is told at once. */
async function makeAnnotatedFolder({ annotate: folder }: StartOptions): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const path = resolve(workingFolder, folder);
  await mkdir(path, { recursive: true }).catch((cause: Error) => {
    throw new UsageError(`Expected a folder after --annotate but found ${folder}: ${cause.message}`, {
      cause,
    });
  });
  return path;
}

function openCloud({ endpoint, port, parameters }: StartOptions): Promise<Cloud> {
  const signal = interrupted;
  if (endpoint)
    return useEndpoint({ endpoint, stateFolder: join(localFolder, 'endpoint'), terminal, signal });
  return startLocalCloud({
    stateFolder,
    cloudFile: CLOUD_FILE,
    port,
    rekognitionPort: port + 1,
    parameters,
    terminal,
    signal,
  });
}

/** Not where somebody else started the cloud, and has passwords of theirs. */
async function openSignIn(cloud: Cloud): Promise<LocalUser[] | undefined> {
  const { UserPoolId } = cloud.outputs;
  if (UserPoolId === undefined || !isLocal(cloud)) return undefined;
  const users = await prepareUsers(cloud.clients.cognito, UserPoolId);
  await noteMore(CLOUD_FILE, { users });
  return users;
}

async function openPage(cloud: Cloud, { port, open }: StartOptions): Promise<PageServer> {
  const page = await servePage(cloud, {
    port: port + 2,
    cloudFile: CLOUD_FILE,
    terminal,
    signal: interrupted,
  });
  terminal.print(`The page: ${page.url}`);
  if (open) openInBrowser(page.url);
  return page;
}

async function show(
  cloud: Cloud,
  { once, json, long, watch }: StartOptions,
  { photographs }: FoundPhotographs,
  annotatedFolder: string | undefined,
  access: { pageUrl: string | undefined; users: LocalUser[] | undefined },
): Promise<void> {
  await writeSamLocalEnvironment(samLocalEnvironment, cloud.clients, cloud.endpoint);
  const output = json ? process.stderr : process.stdout;
  let lastKey: string | undefined;
  let hasTold = once; // a cloud that stops at once can be asked nothing
  const observer = createObserver({
    terminal,
    json,
    expected: photographs.length,
    isLong: long,
    ...(annotatedFolder && { annotate: (record: ImageRecord) => annotate(cloud, record, annotatedFolder) }),
    async onSettled(last) {
      lastKey = last?.execution.image.key ?? lastKey;
      if (last?.record) await writeSamLocalEvents(samLocalEvents, last.record);
      if (hasTold) return;
      hasTold = true;
      terminal.print(describeNextSteps({ ...cloud, ...access }, last), output);
      terminal.print(
        `\nPhotographs that arrive are shown here. Ctrl-C stops the local cloud; its state stays.`,
        output,
      );
    },
  });
  try {
    await Promise.race([
      processPhotographs(cloud, photographs, { once, signal: interrupted, observer }),
      ...(watch && isLocal(cloud)
        ? [watchSources(cloud, { lastKey: () => lastKey, terminal, signal: interrupted })]
        : []),
    ]);
  } finally {
    observer.hide();
  }
}

/** Whether it was started here, and not by somebody else. */
function isLocal(cloud: Cloud): cloud is LocalCloud {
  return 'redeploy' in cloud;
}
