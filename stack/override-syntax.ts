// SAM's syntax for the values of template parameters: `Name=value`, several with spaces between them, quotes where a
// value has spaces of its own, and CloudFormation's longer `ParameterKey=Name,ParameterValue=value`.

import { OperatorError } from '../terminal/errors.ts';

export type Overrides = Readonly<Record<string, string>>;

const NAME = /^\s*(?:ParameterKey=)?"?([A-Za-z0-9]+)"?(?:,ParameterValue)?=/;
const VALUE = /^("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|(?:\\.|[^\s"'\\])*)(?=\s|$)/;

/** Whether an argument of a command line is meant as one: `Features=labels`, not a photograph. */
export function looksLikeOverride(argument: string): boolean {
  return NAME.test(argument);
}

/**
 * @param where - As a person would find it: `--parameter-overrides`.
 * @throws {OperatorError}
 */
export function parseOverrides(text: string, where: string): Overrides {
  const found: Record<string, string> = {};
  for (let rest = text; rest.trim() !== ''; ) {
    const [beginning, name = ''] = NAME.exec(rest) ?? [];
    const [value] = VALUE.exec(rest.slice(beginning?.length)) ?? [];
    if (beginning === undefined || value === undefined) {
      throw new OperatorError(
        `Expected Name=value, as in ThumbnailEdges=256,768, in ${where} but found "${rest.trim()}"`,
      );
    }
    found[name] = unquote(value);
    rest = rest.slice(beginning.length + value.length);
  }
  return found;
}

/** @returns One argument for each, for SAM to read. */
export function formatOverrides(overrides: Overrides): string[] {
  return Object.entries(overrides).map(([name, value]) => `${name}="${value.replaceAll('"', '\\"')}"`);
}

function unquote(value: string): string {
  const inner = /^(["'])(.*)\1$/s.exec(value)?.[2] ?? value;
  return inner.replace(/\\([ "'])/g, '$1');
}
