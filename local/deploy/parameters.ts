// The values of the template's parameters in the local cloud. Every one is said at every deploy: CloudFormation would
// otherwise keep a value of the deploy before, and neither an option that is left out nor a changed default would count.

import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import * as z from 'zod';
import { type Overrides, parseOverrides } from '../../stack/override-syntax.ts';
import { parseDeploySettings } from '../../stack/samconfig.ts';
import { OperatorError, UsageError } from '../../terminal/errors.ts';
import { inProject } from '../project.ts';

const text = z.union([z.string(), z.number()]).transform(String);

const parameterSchema = z.object({
  Type: z.string(),
  Default: text.optional(),
  AllowedValues: z.array(text).optional(),
  AllowedPattern: z.string().optional(),
  ConstraintDescription: z.string().optional(),
  MinValue: z.coerce.number().optional(),
  MaxValue: z.coerce.number().optional(),
});
const parametersSchema = z.record(z.string(), parameterSchema);

export type TemplateParameter = z.infer<typeof parameterSchema>;

const SAMCONFIG = 'samconfig.toml, [local.deploy.parameters] parameter_overrides';

/** What the local cloud itself knows better. */
const OWN: Readonly<Record<string, string>> = {
  Architecture: 'the processor of this machine',
  RekognitionEndpoint: 'where the offline server answers',
  SignInUrl: 'where the emulator signs people in',
};

/**
 * Where this machine wants something else than an account. The emulator runs as many executions at once as the machine can
 * (emulator/adaptations/bounded_workers.py) and the others wait there: so many that StartWorkflow never keeps it waiting.
 */
const LOCAL_DEFAULTS: Overrides = {
  MaxPhotographsInFlight: '64',
  Authentication: 'none', // only this machine reaches it
  AllowAnonymous: 'true',
  ReuseAnswers: 'false', // the offline server costs nothing, and who works on it wants to see its answer
};

/**
 * @param commandLine - Wins over samconfig.toml, which wins over the template's defaults.
 * @returns All parameters but those that the local cloud sets itself.
 * @throws {UsageError} When the command line names an unknown parameter, or has a value that the template refuses.
 * @throws {OperatorError} The same of samconfig.toml.
 */
export async function chooseParameters(commandLine: Overrides): Promise<Overrides> {
  const [template, samconfig] = await Promise.all([readTemplateParameters(), readSamconfigOverrides()]);
  const wrongArgument = findWrong(template, commandLine);
  if (wrongArgument) throw new UsageError(wrongArgument);
  const wrongSetting = findWrong(template, samconfig);
  if (wrongSetting) throw new OperatorError(`${wrongSetting}, in ${SAMCONFIG}`);
  return { ...toDefaults(template), ...LOCAL_DEFAULTS, ...samconfig, ...commandLine };
}

async function readSamconfigOverrides(): Promise<Overrides> {
  const { overrides } = parseDeploySettings(await readFile(inProject('samconfig.toml'), 'utf8'), 'local');
  return parseOverrides(overrides.join(' '), SAMCONFIG);
}

async function readTemplateParameters(): Promise<Record<string, TemplateParameter>> {
  // Silent: CloudFormation's tags, which stand in other sections, mean nothing to a reader of YAML.
  const document = parseDocument(await readFile(inProject('template.yaml'), 'utf8'), { logLevel: 'silent' });
  const parsed = parametersSchema.safeParse(document.toJS().Parameters);
  if (parsed.success) return parsed.data;
  throw new OperatorError(`Expected parameters in template.yaml but found: ${z.prettifyError(parsed.error)}`);
}

function toDefaults(template: Record<string, TemplateParameter>): Overrides {
  const others = Object.entries(template).filter(([name]) => !(name in OWN));
  return Object.fromEntries(
    others.flatMap(([name, { Default }]) => (Default === undefined ? [] : [[name, Default]])),
  );
}

/** @returns One sentence about the first value that CloudFormation would refuse, after minutes of building. */
export function findWrong(
  template: Record<string, TemplateParameter>,
  values: Overrides,
): string | undefined {
  for (const [name, value] of Object.entries(values)) {
    if (OWN[name]) return `Expected no value of ${name}, which npm start sets itself (${OWN[name]})`;
    const parameter = template[name];
    if (!parameter) {
      const known = Object.keys(template).filter((other) => !(other in OWN));
      return `Expected one of the template's parameters (${known.join(', ')}) but found "${name}"`;
    }
    // CloudFormation holds each of a list to the constraints.
    const isList = /^(CommaDelimitedList|List<.*>)$/.test(parameter.Type);
    const [expected] = (isList ? value.split(',') : [value]).flatMap(
      (one) => findExpectation(parameter, one) ?? [],
    );
    if (expected) return `Expected ${name} to be ${expected} but found "${value}"`;
  }
  return undefined;
}

/** @returns What the parameter wants, in words, where the value is not that. */
function findExpectation(parameter: TemplateParameter, value: string): string | undefined {
  const { Type, AllowedValues, AllowedPattern, ConstraintDescription } = parameter;
  if (AllowedValues && !AllowedValues.includes(value)) return `one of ${AllowedValues.join(', ')}`;
  if (AllowedPattern && !new RegExp(`^(?:${AllowedPattern})$`).test(value))
    return ConstraintDescription?.replace(/^must (be )?/, '') ?? `like ${AllowedPattern}`;
  if (Type !== 'Number') return undefined;
  const { MinValue = Number.NEGATIVE_INFINITY, MaxValue = Number.POSITIVE_INFINITY } = parameter;
  const number = Number(value);
  if (value.trim() !== '' && number >= MinValue && number <= MaxValue) return undefined;
  return `a number${Number.isFinite(MinValue) ? ` from ${MinValue}` : ''}${Number.isFinite(MaxValue) ? ` to ${MaxValue}` : ''}`;
}
