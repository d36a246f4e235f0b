// For which processor to build, and what to tell `sam deploy`: the layer and the functions have to be for the same one.

import { parseOverrides } from '../../stack/override-syntax.ts';
import { type DeploySettings, parseDeploySettings } from '../../stack/samconfig.ts';
import { UsageError } from '../../terminal/errors.ts';

/** The values of the template's parameter Architecture, and how SHARP_CPU names each. */
const SHARP_CPUS = { arm64: 'arm64', x86_64: 'x64' } as const;

export type Architecture = keyof typeof SHARP_CPUS;

/** Where nobody says which: the template's own default. */
export const DEFAULT_ARCHITECTURE: Architecture = 'arm64';

/** Of the account; what is absent, the environment or the profile says. */
export type Place = Omit<DeploySettings, 'overrides'>;

export interface DeployPlan {
  /** Absent where `sam deploy --guided` asks for it. */
  place: Place | undefined;
  architecture: Architecture;
  /** For the Makefile of the layer. */
  sharpCpu: (typeof SHARP_CPUS)[Architecture];
  buildArguments: string[];
  /** Architecture among them: a stack keeps the value that it was deployed with last, whatever the template's default. */
  deployArguments: string[];
}

/**
 * @param args - What is meant for `sam deploy`.
 * @param sharpCpu - SHARP_CPU of the environment.
 * @param samconfig - The text of samconfig.toml.
 * @throws {UsageError} Where two say different processors, or none can be told.
 */
export function planDeploy(
  args: readonly string[],
  { sharpCpu, samconfig }: { sharpCpu: string | undefined; samconfig: string },
): DeployPlan {
  const { overrides: typed, others } = splitOverrides(args);
  const configEnv = optionOf('--config-env', args);
  const settings = parseDeploySettings(samconfig, configEnv ?? 'default');
  const overrides = typed ?? settings.overrides;
  const place = {
    region: optionOf('--region', args) ?? settings.region,
    profile: optionOf('--profile', args) ?? settings.profile,
    stackName: optionOf('--stack-name', args) ?? settings.stackName,
  };

  const named = toArchitecture(overrides);
  const wanted = sharpCpu ? fromSharpCpu(sharpCpu) : undefined;
  if (named && wanted && named !== wanted) {
    throw new UsageError(
      `Expected SHARP_CPU=${SHARP_CPUS[named]} or none, for functions on ${named}, but found SHARP_CPU=${sharpCpu}`,
    );
  }
  const architecture = named ?? wanted ?? DEFAULT_ARCHITECTURE;
  return {
    place: args.some((arg) => arg === '--guided' || arg === '-g') ? undefined : place,
    architecture,
    sharpCpu: SHARP_CPUS[architecture],
    buildArguments: ['build', ...(configEnv ? ['--config-env', configEnv] : [])],
    deployArguments: [
      'deploy',
      ...others,
      '--parameter-overrides',
      ...overrides,
      ...(named ? [] : [`Architecture=${architecture}`]),
    ],
  };
}

/** SAM takes all that follows `--parameter-overrides`, up to the next option. */
function splitOverrides(args: readonly string[]): { overrides: string[] | undefined; others: string[] } {
  const joined = args.flatMap((arg) =>
    arg.startsWith('--parameter-overrides=') ? ['--parameter-overrides', arg.slice(22)] : [arg],
  );
  const at = joined.indexOf('--parameter-overrides');
  if (at < 0) return { overrides: undefined, others: joined };
  const length = joined.slice(at + 1).findIndex((arg) => arg.startsWith('-'));
  const end = length < 0 ? joined.length : at + 1 + length;
  return {
    overrides: joined.slice(at + 1, end),
    others: [...joined.slice(0, at), ...joined.slice(end)],
  };
}

function optionOf(option: string, args: readonly string[]): string | undefined {
  const at = args.indexOf(option);
  const joined = args.find((arg) => arg.startsWith(`${option}=`))?.slice(option.length + 1);
  return at < 0 ? joined : args[at + 1];
}

/** @returns What the overrides say of it; undefined where they do not. */
function toArchitecture(overrides: readonly string[]): Architecture | undefined {
  const [files, texts] = [true, false].map((isFile) =>
    overrides.filter((override) => override.startsWith('file://') === isFile),
  ) as [string[], string[]];
  const value = parseOverrides(texts.join(' '), '--parameter-overrides').Architecture;
  if (value === undefined && files.length > 0) {
    throw new UsageError(
      'Expected Architecture=arm64 or Architecture=x86_64 beside parameter overrides that come from a file',
    );
  }
  if (value === undefined || isArchitecture(value)) return value;
  throw new UsageError(`Expected Architecture to be arm64 or x86_64 but found "${value}"`);
}

function fromSharpCpu(sharpCpu: string): Architecture {
  const found = Object.keys(SHARP_CPUS)
    .filter(isArchitecture)
    .find((architecture) => SHARP_CPUS[architecture] === sharpCpu);
  if (found) return found;
  throw new UsageError(`Expected SHARP_CPU to be arm64 or x64 but found "${sharpCpu}"`);
}

function isArchitecture(value: string): value is Architecture {
  return value in SHARP_CPUS;
}
