// npm run bench:chaos: whether anything that may happen leaves a photograph without its record, or more than its record.

import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type LocalCloud, startLocalCloud } from '../../local/cloud.ts';
import { findFreePort } from '../../local/process/port.ts';
import { localFolder } from '../../local/project.ts';
import { explain, UsageError } from '../../terminal/errors.ts';
import { EXIT_CODES } from '../../terminal/exit-codes.ts';
import { stopOnSignals } from '../../terminal/stop-on-signals.ts';
import { createTerminal } from '../../terminal/terminal.mjs';
import { type Arguments, HELP, parseArguments } from './arguments.ts';
import { type ChaosReport, runChaos } from './chaos.ts';
import { toPlan } from './plan.ts';

/** A hundredth of the ASL's waits: a retry that takes AWS a minute takes half a second. */
const WAIT_SCALE = 0.01;

const terminal = createTerminal();
const signal = stopOnSignals(() => process.exit(EXIT_CODES.interrupted));

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  if (signal.aborted) return EXIT_CODES.interrupted;
  terminal.print(explain(error, 'npm run bench:chaos'));
  return error instanceof UsageError ? EXIT_CODES.usage : EXIT_CODES.failed;
});

async function main(args: string[]): Promise<number> {
  const options = parseArguments(args);
  if (options.help) {
    process.stdout.write(HELP);
    return EXIT_CODES.ok;
  }
  const stateFolder = await mkdtemp(join(localFolder, 'chaos-'));
  let isKept = false;
  try {
    const report = await run(options, stateFolder);
    isKept = report.violations.length > 0;
    terminal.print(options.json ? JSON.stringify(report) : describe(report), process.stdout);
    if (isKept) terminal.print(`The local cloud's state and logs are kept in ${stateFolder}`);
    return isKept ? EXIT_CODES.failed : EXIT_CODES.ok;
  } finally {
    if (!isKept) await rm(stateFolder, { recursive: true });
  }
}

async function run(
  { photographs, seed, port: wanted }: Arguments,
  stateFolder: string,
): Promise<ChaosReport> {
  const port = wanted ?? (await findFreePort());
  const rekognitionPort = wanted === undefined ? await findFreePort() : wanted + 1;
  let cloud: LocalCloud | undefined;
  const start = async (): Promise<LocalCloud> => {
    cloud = await startLocalCloud({
      stateFolder,
      cloudFile: join(stateFolder, 'cloud.json'),
      port,
      rekognitionPort,
      parameters: { ReuseAnswers: 'true' },
      waitScale: WAIT_SCALE,
      terminal,
      signal,
    });
    return cloud;
  };
  try {
    return await runChaos({ plan: toPlan(seed, photographs), start, stateFolder, terminal, signal });
  } finally {
    await cloud?.stop();
  }
}

function describe({ seed, photographs, seconds, did, setAside, violations }: ChaosReport): string {
  const rows = (counts: Record<string, number>): string[] =>
    Object.entries(counts).map(([what, count]) => `  ${String(count).padStart(6)}  ${what}`);
  return [
    `Seed ${seed}, ${photographs} photographs, ${seconds} s`,
    ...rows(did),
    ...(Object.keys(setAside).length > 0 ? ['Set aside, and sent on:', ...rows(setAside)] : []),
    violations.length === 0
      ? 'Everything holds: one true record for every upload, nothing left of what was deleted, no message, no orphan.'
      : `${violations.length} violations:`,
    ...violations.map((violation) => `✗ ${violation}`),
  ].join('\n');
}
