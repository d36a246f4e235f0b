// What samconfig.toml says of a deploy, in one of its environments.

import { parse as parseToml } from 'smol-toml';
import * as z from 'zod';
import { OperatorError } from '../terminal/errors.ts';
import { formatOverrides } from './override-syntax.ts';

/** What is absent, the command line, the environment or the profile says. */
export interface DeploySettings {
  region?: string | undefined;
  profile?: string | undefined;
  stackName?: string | undefined;
  /** Values of the template's parameters, in SAM's syntax. */
  overrides: string[];
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);
/** As SAM takes it: one text, a table, or a list of these. In a table, a list is its elements with commas. */
const overridesSchema = z.union([
  z.string().transform((text) => [text]),
  z
    .record(z.string(), z.union([scalar, z.array(scalar)]))
    .transform((table) =>
      formatOverrides(
        Object.fromEntries(Object.entries(table).map(([name, value]) => [name, String(value)])),
      ),
    ),
]);
const parametersSchema = z.object({
  region: z.string().optional(),
  profile: z.string().optional(),
  stack_name: z.string().optional(),
  parameter_overrides: z
    .union([overridesSchema, z.array(overridesSchema).transform((all) => all.flat())])
    .optional(),
});
const commandSchema = z.object({ parameters: parametersSchema.optional() }).optional();
const environmentSchema = z.object({ global: commandSchema, deploy: commandSchema });

/**
 * @param text - Of samconfig.toml.
 * @param environment - As `--config-env` names it.
 * @throws {OperatorError} When it is no TOML, or says it in a way that SAM does not take either.
 */
export function parseDeploySettings(text: string, environment: string): DeploySettings {
  const { global, deploy } = parseEnvironment(text, environment);
  const {
    parameter_overrides: overrides = [],
    stack_name: stackName,
    ...place
  } = { ...global?.parameters, ...deploy?.parameters };
  return { ...place, ...(stackName !== undefined && { stackName }), overrides };
}

function parseEnvironment(text: string, environment: string): z.output<typeof environmentSchema> {
  try {
    return environmentSchema.parse(parseToml(text)[environment] ?? {});
  } catch (cause) {
    const found = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    throw new OperatorError(`Expected samconfig.toml as SAM takes it but found: ${found}`, { cause });
  }
}
