// What every command on a stack has in common: its options, its exit codes, and how it says what is wrong.

import { openTarget, type Target, type TargetOptions } from '../stack/target.ts';
import { type Ask, createAsk } from '../terminal/ask.ts';
import { explain, UsageError } from '../terminal/errors.ts';
import { EXIT_CODES } from '../terminal/exit-codes.ts';
import { type OptionsConfig, parseOptions, toEndpoint } from '../terminal/parse-options.ts';
import { stopOnSignals } from '../terminal/stop-on-signals.ts';
import { createTerminal, type Terminal } from '../terminal/terminal.mjs';

const OPTIONS = {
  stack: { type: 'string' },
  endpoint: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const satisfies OptionsConfig;

/** For the help of a command, below its own options. */
export const OPTIONS_HELP = `\
  --stack <name>     a deployed stack, with the AWS SDK's own credentials and region (AWS_PROFILE, AWS_REGION)
  --endpoint <url>   what npm start --endpoint uses
  --json             the result as one line of JSON on standard output
  --help             this text
`;

/** A command line, as far as it is the same for every command. */
export interface CommandLine<Request> {
  /** Absent where help is asked for. */
  request: Request | undefined;
  target: TargetOptions;
  json: boolean;
}

type Own<Options extends OptionsConfig> = ReturnType<typeof parseOptions<Options & typeof OPTIONS>>;

/**
 * @param options - The command's own.
 * @param toRequest - What is asked for; throws a UsageError where that is not clear.
 * @throws {UsageError}
 */
export function parseCommandLine<const Options extends OptionsConfig, Request>(
  args: readonly string[],
  options: Options,
  toRequest: (positionals: readonly string[], values: Own<Options>['values']) => Request,
): CommandLine<Request> {
  const { positionals, values } = parseOptions(args, { ...options, ...OPTIONS });
  const { stack, endpoint, json, help } = values as Own<Record<string, never>>['values'];
  if (stack !== undefined && endpoint !== undefined) {
    throw new UsageError('Expected --stack or --endpoint but found both');
  }
  return {
    request: help ? undefined : toRequest(positionals, values as Own<Options>['values']),
    target: { stack, endpoint: endpoint === undefined ? undefined : toEndpoint('--endpoint', endpoint) },
    json: json ?? false,
  };
}

/** What a command works with. */
export interface CommandContext {
  target: Target;
  terminal: Terminal;
  ask: Ask;
  /** Aborted by the first Ctrl-C; the second ends the process. */
  signal: AbortSignal;
  /** Where relative paths start. */
  workingFolder: string;
}

export interface Report {
  /** For --json. Absent where the command has printed it all. */
  result: object | undefined;
  text: string | undefined;
  /** Whether everything that was asked for is done. */
  isComplete: boolean;
}

export interface Command<Request> {
  /** As it is typed: `npm run people`. */
  name: string;
  help: string;
  /** @throws {UsageError} */
  parse(args: readonly string[]): CommandLine<Request>;
  /** @throws {OperatorError} */
  run(request: Request, context: CommandContext): Promise<Report>;
}

/** Runs a command as this process, whose exit code it sets. */
export async function runCommandLine<Request>(command: Command<Request>): Promise<void> {
  const terminal = createTerminal();
  const signal = stopOnSignals(() => process.exit(EXIT_CODES.interrupted));
  process.exitCode = await run(command, terminal, signal).catch((error: unknown) => {
    const isStop = signal.aborted && (error as Error).name === 'AbortError';
    if (!isStop) terminal.print(explain(error, command.name));
    if (signal.aborted) return EXIT_CODES.interrupted;
    return error instanceof UsageError ? EXIT_CODES.usage : EXIT_CODES.failed;
  });
  if (signal.aborted) terminal.print('Interrupted');
}

async function run<Request>(
  { help, parse, run }: Command<Request>,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { request, target, json } = parse(process.argv.slice(2));
  if (request === undefined) {
    process.stdout.write(help);
    return EXIT_CODES.ok;
  }
  const { result, text, isComplete } = await run(request, {
    target: await openTarget(target),
    terminal,
    ask: createAsk(signal),
    signal,
    workingFolder: process.env.INIT_CWD ?? process.cwd(), // npm runs this in the project's folder
  });
  const output = json ? result && JSON.stringify(result) : text;
  if (output !== undefined) terminal.print(output, process.stdout);
  if (signal.aborted) return EXIT_CODES.interrupted;
  return isComplete ? EXIT_CODES.ok : EXIT_CODES.failed;
}
