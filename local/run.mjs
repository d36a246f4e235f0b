// The way in of every npm script. Makes what is missing (node_modules, virtual environments, models), then hands over
// to Node 24. Plain JavaScript, so that any Node from 20 on runs it right after `git clone`.
//
//   node local/run.mjs local/start.ts photo.jpg     a TypeScript program of this project
//   node local/run.mjs jest --watch                 a tool: jest, sam, tsc, biome

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTerminal } from '../terminal/terminal.mjs';
import { InstallError } from './install/install-error.mjs';
import { hasModels, installModels } from './install/models.mjs';
import { hasNodeModules, installNodeModules, node24In } from './install/node-modules.mjs';
import { stopCommands, workspaces } from './install/run-command.mjs';
import {
  findPython,
  hasVirtualEnvironment,
  installVirtualEnvironment,
  virtualEnvironment,
} from './install/virtual-environment.mjs';
import { waitForLock } from './process/lock.mjs';
import { clearLeftovers } from './process/workspace.mjs';

const OLDEST_NODE = 20;
const CHECK_PARENT_MS = 500;

const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)));
const inProject = (/** @type {string} */ path) => join(projectFolder, path);
const node24 = node24In(projectFolder);
const node = [node24, '--import', new URL('process/exit-with-parent.mjs', import.meta.url).href];
const ministack = virtualEnvironment(projectFolder, 'ministack');
const sam = virtualEnvironment(projectFolder, 'sam');
const schemathesis = virtualEnvironment(projectFolder, 'schemathesis');

const ENVIRONMENTS = [
  { name: 'sam', title: 'Install the AWS SAM CLI', environment: sam },
  { name: 'ministack', title: 'Install the emulator', environment: ministack },
  { name: 'schemathesis', title: "Install the API's fuzzer", environment: schemathesis },
];

/**
 * What a program needs beside node_modules, and how it is started. Any other `.ts` file of the project needs nothing.
 *
 * @type {Record<string, { needs: string[], command: string[] }>}
 */
const PROGRAMS = {
  'local/start.ts': {
    needs: ['ministack', 'sam', 'models'],
    command: [...node, inProject('local/start.ts')],
  },
  'bench/burst/main.ts': {
    needs: ['ministack', 'sam', 'models'],
    command: [...node, inProject('bench/burst/main.ts')],
  },
  'bench/chaos/main.ts': {
    needs: ['ministack', 'sam', 'models'],
    command: [...node, inProject('bench/chaos/main.ts')],
  },
  'bench/api.ts': { needs: ['ministack', 'sam', 'models'], command: [...node, inProject('bench/api.ts')] },
  'bench/search-time.ts': { needs: ['ministack'], command: [...node, inProject('bench/search-time.ts')] },
  'bench/recognition.ts': { needs: ['models'], command: [...node, inProject('bench/recognition.ts')] },
  'bench/recognition-memory.ts': {
    needs: ['models'],
    command: [...node, inProject('bench/recognition-memory.ts')],
  },
  'operate/deploy/main.ts': { needs: ['sam'], command: [...node, inProject('operate/deploy/main.ts')] },
  'tests/page/screenshots.ts': {
    needs: ['ministack', 'sam', 'models'],
    command: [...node, inProject('tests/page/screenshots.ts')],
  },
  'packages/rekognition/src/main.ts': {
    needs: ['models'],
    command: [...node, inProject('packages/rekognition/src/main.ts')],
  },
  jest: {
    needs: ['ministack', 'sam', 'schemathesis', 'models'],
    // jest loads ES modules only behind this flag, of which Node then warns in every worker.
    command: [
      ...node,
      '--experimental-vm-modules',
      '--no-warnings',
      inProject('node_modules/jest/bin/jest.js'),
    ],
  },
  sam: { needs: ['sam'], command: [join(sam.bin, 'sam')] },
  tsc: { needs: [], command: [inProject('node_modules/.bin/tsc')] },
  biome: { needs: [], command: [inProject('node_modules/.bin/biome')] },
};

const terminal = createTerminal();
/** @type {import('node:child_process').ChildProcess | undefined} */
let child;

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    if (child) return child.kill(signal); // it decides what to do, and its exit code becomes ours
    stopCommands();
    process.exit(128 + constants.signals[signal]);
  });
}
stopWithNpm();

try {
  expectNode();
  const [name = '', ...args] = process.argv.slice(2);
  const program = PROGRAMS[name] ?? typeScriptProgram(name);
  if (!program) {
    throw new InstallError(
      `Expected a .ts file or one of ${Object.keys(PROGRAMS).join(', ')} but found "${name}"`,
    );
  }

  await prepare(args.includes('--help') ? [] : program.needs);
  process.exitCode = await handOver([...program.command, ...args]);
} catch (error) {
  stopCommands();
  if (!(error instanceof InstallError)) throw error;
  terminal.print(error.message);
  process.exitCode = 1;
}

function typeScriptProgram(/** @type {string} */ name) {
  return name.endsWith('.ts') ? { needs: [], command: [...node, inProject(name)] } : undefined;
}

function expectNode() {
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) return;
  throw new InstallError(
    `Expected Node ${OLDEST_NODE} or newer but found ${process.versions.node}: get one from https://nodejs.org`,
  );
}

/** Looks what is missing, which takes milliseconds, and installs only that. */
async function prepare(/** @type {string[]} */ needs) {
  await clearLeftovers(workspaces);
  if (findMissing(needs).isNothing) return;
  const lock = await waitForLock(inProject('.local/install.lock'), (owner) =>
    terminal.print(`Waiting for process ${owner}, which installs at the moment`),
  );
  try {
    await clearLeftovers(workspaces); // of the one that was waited for
    await install(findMissing(needs));
  } finally {
    lock.release();
  }
}

function findMissing(/** @type {string[]} */ needs) {
  const nodeModules = !hasNodeModules(projectFolder);
  const models = needs.includes('models') && !hasModels(projectFolder);
  const environments = ENVIRONMENTS.filter(
    ({ name, environment }) => needs.includes(name) && !hasVirtualEnvironment(environment),
  );
  return {
    nodeModules,
    models,
    environments,
    isNothing: !nodeModules && !models && environments.length === 0,
  };
}

/** Installs side by side what does not depend on each other. The models' recipe runs on what npm installs. */
async function install(/** @type {ReturnType<typeof findMissing>} */ missing) {
  const python = missing.models || missing.environments.length > 0 ? await findPython() : '';

  const forNode = async () => {
    if (missing.nodeModules) {
      await terminal.step('Install node_modules', () => installNodeModules(projectFolder));
      expectNode24();
    }
    if (missing.models) {
      await terminal.step('Prepare the recognition models', (report) =>
        installModels(projectFolder, node24, python, report),
      );
    }
  };
  await Promise.all([
    forNode(),
    ...missing.environments.map(({ title, environment }) =>
      terminal.step(title, (report) => installVirtualEnvironment(environment, python, report)),
    ),
  ]);
}

function expectNode24() {
  if (existsSync(node24)) return;
  throw new InstallError(
    'Expected Node 24 in node_modules/node, where its install script downloads it to: allow install scripts ' +
      '(npm config set ignore-scripts false), look whether the network is there, and start again',
  );
}

/**
 * Runs the program in this terminal. Ours is then only to pass signals on.
 *
 * @returns {Promise<number>} The exit code: the program's, or 128 and the number of the signal that ended it.
 */
function handOver(/** @type {string[]} */ [command = '', ...args]) {
  const path = [dirname(node24), inProject('node_modules/.bin'), sam.bin, process.env.PATH].join(delimiter);
  const running = spawn(command, args, {
    cwd: projectFolder,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: path,
      INIT_CWD: process.env.INIT_CWD ?? process.cwd(),
      // The AWS SDKs read the first, SAM the second alone.
      ...(process.env.AWS_REGION && { AWS_DEFAULT_REGION: process.env.AWS_REGION }),
      PARENT_PID: String(process.pid), // for process/exit-with-parent.mjs
    },
  });
  child = running;
  return new Promise((resolve, reject) => {
    running.on('error', reject);
    running.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
  });
}

/** npm passes signals on, but a SIGKILL it cannot. */
function stopWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const npm = process.ppid;
  setInterval(() => {
    if (process.ppid !== npm) process.kill(process.pid, 'SIGTERM');
  }, CHECK_PARENT_MS).unref();
}
