// Environment variables, read once when a function starts, so that a wrong deployment fails at once.

import { InvalidConfigurationError } from './errors.ts';

/** @throws {InvalidConfigurationError} When the variable is absent or empty. */
export function stringFromEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new InvalidConfigurationError(`Expected a value in ${name} but it is not set`);
  return value;
}

/** Absent where the variable is empty, as parameters of the template may be, or not set. */
export function optionalFromEnv(name: string): string | undefined {
  return process.env[name] || undefined;
}

/** @throws {InvalidConfigurationError} When the variable is no whole number above zero. */
export function integerFromEnv(name: string): number {
  return positiveInteger(name, stringFromEnv(name));
}

/** @throws {InvalidConfigurationError} When the variable is neither `true` nor `false`. */
export function flagFromEnv(name: string): boolean {
  const text = stringFromEnv(name);
  if (text === 'true' || text === 'false') return text === 'true';
  throw new InvalidConfigurationError(`Expected true or false in ${name} but found "${text}"`);
}

/** @throws {InvalidConfigurationError} When the variable is no number from 0 to 100. */
export function percentFromEnv(name: string): number {
  const text = stringFromEnv(name);
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0 && value <= 100) return value;
  throw new InvalidConfigurationError(`Expected a number from 0 to 100 in ${name} but found "${text}"`);
}

/**
 * Reads a comma-separated list, as CloudFormation's `CommaDelimitedList` parameters arrive: `256,768`.
 *
 * @throws {InvalidConfigurationError} When an entry is no whole number above zero.
 */
export function integersFromEnv(name: string): number[] {
  return stringFromEnv(name)
    .split(',')
    .map((entry) => positiveInteger(name, entry.trim()));
}

/**
 * Reads a comma-separated list of names, which may be empty.
 *
 * @throws {InvalidConfigurationError} When the variable is absent, or an entry is none of the allowed names.
 */
export function namesFromEnv<Name extends string>(name: string, allowed: readonly Name[]): Name[] {
  const text = process.env[name];
  if (text === undefined) {
    throw new InvalidConfigurationError(`Expected a list in ${name} but it is not set`);
  }
  return text
    .split(',')
    .filter((entry) => entry.trim() !== '')
    .map((entry) => {
      const found = allowed.find((one) => one === entry.trim());
      if (found) return found;
      throw new InvalidConfigurationError(
        `Expected some of ${allowed.join(', ')} in ${name} but found "${text}"`,
      );
    });
}

function positiveInteger(name: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidConfigurationError(`Expected a positive integer in ${name} but found "${text}"`);
}
