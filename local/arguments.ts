// The command line of `npm start`.

import { looksLikeOverride, type Overrides, parseOverrides } from '../stack/override-syntax.ts';
import { UsageError } from '../terminal/errors.ts';
import { parseOptions, toEndpoint } from '../terminal/parse-options.ts';

export const DEFAULT_PORT = 4566; // where the AWS emulators listen by custom

const OVERRIDES = 'parameter-overrides';

export const HELP = `Usage: npm start -- [options] [photographs and folders]

Runs the image workflow on this machine, without an AWS account: starts the local cloud, deploys what has changed,
uploads the photographs, shows each execution as it happens and each record when it is finished. Without photographs it
draws a sample picture. It keeps running until Ctrl-C, and shows photographs that arrive by other means too.
A folder's files keep their path below it as key; hidden files are left out.

  --once               stop everything when each upload has its finished record
  --json               print each finished record as one line of JSON; everything else goes to standard error
  --long               print each record whole, also of many photographs, which else have one line each
  --annotate <folder>  write each photograph there with its boxes and names drawn on it: dog.jpg as dog.jpg.annotated.jpg
  --features <names>   what is looked for, instead of what samconfig.toml and the template say: labels,celebrities
  --parameter-overrides <Name=value> …
                       values of the template's parameters, for this start: ThumbnailEdges=100,300 MinConfidence=80
  --sign-in            people sign in, as in AWS: with a user and an administrator, whose passwords are printed
  --watch              after a change of the sources deploy again, and run the last photograph again
  --open               open the page in the browser
  --no-page            do not serve the page; with --once it is not served either
  --port <number>      port of the local cloud; the Rekognition server takes the next one, the page the one after that
                       (default ${DEFAULT_PORT})
  --endpoint <url>     use what already runs there and speaks the AWS API, instead of starting it
  --help               this text

Exit codes: 0 all is well, whatever the records say; 1 the local cloud failed; 2 the command line is wrong.
For scripts: npm start --silent -- --once --json photo.jpg folder/
`;

export interface StartOptions {
  paths: string[];
  once: boolean;
  json: boolean;
  long: boolean;
  watch: boolean;
  help: boolean;
  /** Whether to serve the page. */
  page: boolean;
  /** Whether to open it in the browser. */
  open: boolean;
  /** As the command line has it: relative to the folder that the command was given in. */
  annotate: string | undefined;
  /** Values of the template's parameters. */
  parameters: Overrides;
  port: number;
  /** Of an emulator that already runs. */
  endpoint: string | undefined;
}

/** @throws {UsageError} */
export function parseArguments(args: readonly string[]): StartOptions {
  const { values, positionals } = parseOptions(repeatOption(args), {
    once: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    open: { type: 'boolean', default: false },
    'no-page': { type: 'boolean', default: false },
    'sign-in': { type: 'boolean', default: false },
    annotate: { type: 'string' },
    features: { type: 'string' },
    [OVERRIDES]: { type: 'string', multiple: true, default: [] },
    port: { type: 'string' },
    endpoint: { type: 'string' },
  });
  if (values.watch && (values.once || values.endpoint !== undefined)) {
    throw new UsageError(`Expected --watch alone but found ${values.once ? '--once' : '--endpoint'} with it`);
  }
  if (values.endpoint !== undefined && values.port !== undefined) {
    throw new UsageError('Expected --endpoint or --port but found both: nothing is started at an endpoint');
  }
  const parameters = toParameters(values[OVERRIDES], values.features, values['sign-in']);
  if (values.endpoint !== undefined && Object.keys(parameters).length > 0) {
    throw new UsageError(
      'Expected no parameters with --endpoint: its stack has those that it was deployed with',
    );
  }
  return {
    paths: positionals,
    once: values.once,
    json: values.json,
    long: values.long,
    watch: values.watch,
    help: values.help,
    page: !values['no-page'] && (!values.once || values.open),
    open: values.open,
    annotate: values.annotate === undefined ? undefined : toFolder(values.annotate),
    parameters,
    port: values.port === undefined ? DEFAULT_PORT : toPort(values.port),
    endpoint: values.endpoint === undefined ? undefined : toEndpoint('--endpoint', values.endpoint),
  };
}

/** SAM takes several values after one option; what follows them and is none is a photograph. */
function repeatOption(args: readonly string[]): string[] {
  let isInside = false;
  let hasEnded = false;
  return args.flatMap((argument, index) => {
    hasEnded ||= argument === '--';
    const isFurther = isInside && looksLikeOverride(argument) && args[index - 1] !== `--${OVERRIDES}`;
    isInside =
      !hasEnded && (argument.startsWith(`--${OVERRIDES}`) || (isInside && looksLikeOverride(argument)));
    return isFurther ? [`--${OVERRIDES}`, argument] : [argument];
  });
}

function toParameters(texts: readonly string[], features: string | undefined, signIn: boolean): Overrides {
  const overrides = parseAll(texts);
  if (features !== undefined && overrides.Features !== undefined)
    throw new UsageError(`Expected --features or Features= after --${OVERRIDES} but found both`);
  if (signIn && overrides.Authentication !== undefined)
    throw new UsageError(`Expected --sign-in or Authentication= after --${OVERRIDES} but found both`);
  return {
    ...overrides,
    ...(features !== undefined && { Features: features }),
    ...(signIn && { Authentication: 'cognito' }),
  };
}

function parseAll(texts: readonly string[]): Overrides {
  try {
    return Object.assign({}, ...texts.map((text) => parseOverrides(text, `--${OVERRIDES}`)));
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

function toFolder(text: string): string {
  if (text !== '') return text;
  throw new UsageError('Expected a folder after --annotate but found ""');
}

function toPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_533) return port; // the next two have to exist too
  throw new UsageError(`Expected a port from 1 to 65533 after --port but found "${text}"`);
}
