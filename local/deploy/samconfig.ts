// What samconfig.toml says of the parameters of the local stack.

import { readFile } from 'node:fs/promises';
import { parse } from 'smol-toml';
import * as z from 'zod';
import { OperatorError } from '../../terminal/errors.ts';
import { inProject } from '../project.ts';
import { type Overrides, parseOverrides } from './override-syntax.ts';

const WHERE = 'samconfig.toml, [local.deploy.parameters] parameter_overrides';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
/** As SAM takes it: one text, a table, or a list of these. */
const overridesSchema = z.union([z.string(), z.record(z.string(), z.union([scalar, z.array(scalar)]))]);
const parametersSchema = z.object({
  parameters: z.object({
    parameter_overrides: z.union([overridesSchema, z.array(overridesSchema)]).optional(),
  }),
});
const samconfigSchema = z.object({
  local: z.object({ global: parametersSchema.optional(), deploy: parametersSchema.optional() }),
});

/** @throws {OperatorError} When the file is no TOML, or says it in a way that only SAM understands. */
export async function readSamconfigOverrides(file = inProject('samconfig.toml')): Promise<Overrides> {
  const parsed = samconfigSchema.safeParse(parseToml(await readFile(file, 'utf8')));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new OperatorError(
      `Expected parameters as Name=value in ${WHERE} but ${issue?.path.join('.')} is wrong: ${issue?.message}`,
    );
  }
  const { global, deploy } = parsed.data.local;
  const own = deploy?.parameters.parameter_overrides ?? global?.parameters.parameter_overrides ?? [];
  return Object.assign({}, ...[own].flat().map(toOverrides));
}

function toOverrides(overrides: z.infer<typeof overridesSchema>): Overrides {
  if (typeof overrides === 'string') return parseOverrides(overrides, WHERE);
  return Object.fromEntries(Object.entries(overrides).map(([name, value]) => [name, String(value)])); // a list with commas
}

function parseToml(text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw new OperatorError(`Expected TOML in samconfig.toml but found: ${(cause as Error).message}`, {
      cause,
    });
  }
}
