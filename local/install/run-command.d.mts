export interface RunCommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Told every line that the command prints. */
  onLine?: (line: string) => void;
  /** Ends the command. */
  signal?: AbortSignal;
}

/** @returns What the command printed (its end, if it was long). @throws {CommandError} */
export function runCommand(
  command: string,
  args: readonly string[],
  options?: RunCommandOptions,
): Promise<string>;

export function stopCommands(): void;

/** A command that did not succeed; `output` is what it said. */
export class CommandError extends Error {
  readonly output: string;
}
