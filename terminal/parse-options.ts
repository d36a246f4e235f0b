// One way to read a command line.

import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './errors.ts';

export type OptionsConfig = NonNullable<ParseArgsConfig['options']>;

type Parsed<Options extends OptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; allowPositionals: true; options: Options }>
>;

/** @throws {UsageError} That names the option which is unknown, or lacks its value. */
export function parseOptions<const Options extends OptionsConfig>(
  args: readonly string[],
  options: Options,
): Parsed<Options> {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

/**
 * @param option - As it is typed: `--endpoint`.
 * @returns The URL without a slash at its end.
 * @throws {UsageError}
 */
export function toEndpoint(option: string, text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href.replace(/\/$/, '');
  throw new UsageError(`Expected a URL such as http://127.0.0.1:4566 after ${option} but found "${text}"`);
}
