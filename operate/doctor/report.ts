// What was found, to be read.

import { bold, dim, printable } from '../../terminal/text.ts';
import type { Check } from './check.ts';

const SIGNS = { ok: '✓', warning: '!', missing: '✗' } as const;

/** Whether one of the commands cannot run for want of it. */
export function isMissing({ state, neededBy }: Check, commands: readonly string[]): boolean {
  return state === 'missing' && neededBy.some((command) => commands.includes(command));
}

export function describeChecks(checks: readonly Check[], commands: readonly string[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.map((check) => {
    const { name, state, found, advice, neededBy } = check;
    const sign = state === 'missing' && !isMissing(check, commands) ? '–' : SIGNS[state];
    const who = state === 'ok' ? '' : neededBy.map((command) => `npm run ${command}`).join(', ');
    const needs = who && dim(`  (${who.replace('npm run sam-local', 'sam local invoke')})`);
    const what = advice ? `\n  ${' '.repeat(width)}  ${advice}` : '';
    return `${sign} ${name.padEnd(width)}  ${printable(found)}${needs}${what}`;
  });
  const missing = checks.filter((check) => isMissing(check, commands)).map(({ name }) => name);
  const verdict =
    missing.length > 0
      ? `Missing for ${commands.join(' and ')}: ${missing.join(', ')}`
      : `Nothing is missing for ${commands.join(' and ')}`;
  return [...lines, '', bold(verdict)].join('\n');
}
