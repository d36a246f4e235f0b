// How the functions run, what they are told, and how they and their layer are built.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { toClientOptions } from '../../functions/shared/client-options.ts';
import { packagesOf, sourcesOf } from './aws-calls.ts';
import {
  functionFolders,
  projectFile,
  readProjectFile,
  resource,
  resourcesOf,
  template,
  templateText,
  toFolder,
} from './template.ts';

const functions = resourcesOf('AWS::Serverless::Function');
const globals = template.Globals.Function;
const pinnedSharp: string = JSON.parse(readProjectFile('package.json')).dependencies.sharp;

/** The SDK reads it itself, only where it is set. */
const READ_BY_SDK = 'AWS_ENDPOINT_URL_REKOGNITION';

/** As many attempts as a client makes, each as long as it waits. The SDK makes three where it is not told. */
function longestRequestSeconds(options: string): number {
  const [, attempts = '3'] = /maxAttempts: (\d+)/.exec(options) ?? [];
  const [, timeoutMs] = /requestTimeoutMs: ([\d_]+)/.exec(options) ?? [];
  const { requestTimeout } = toClientOptions().requestHandler;
  return (Number(attempts) * Number(timeoutMs?.replaceAll('_', '') ?? requestTimeout)) / 1_000;
}

describe('all functions', () => {
  it('run on one runtime and one processor, traced, with structured logs', () => {
    expect(globals).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: [{ Ref: 'Architecture' }],
      Handler: 'handler.handler',
      Tracing: 'Active',
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: { Ref: 'LogLevel' } },
      Environment: { Variables: { NODE_OPTIONS: '--enable-source-maps' } },
    });
    for (const own of ['Runtime', 'Architectures', 'Handler', 'Tracing'])
      for (const [, { Properties }] of functions) expect(Properties).not.toHaveProperty(own);
  });

  /** {@link https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html} */
  it('keep the metrics whatever they log: a line without a level counts as INFO, and embedded metrics have none', () => {
    expect(template.Parameters.LogLevel?.AllowedValues).toEqual(['DEBUG', 'INFO']);
  });

  it('have a reason where they take another amount of memory', () => {
    const lines = templateText.split('\n');
    const sizes = lines.flatMap((line, at) => (/^\s+MemorySize:/.test(line) ? [at] : []));

    expect(sizes.length).toBeGreaterThan(1);
    for (const at of sizes) expect([lines[at - 1], lines[at]].join()).toContain('# ');
  });
});

/** Each package that lies in a layer, with the layer's resource. */
const LAYERS = { sharp: 'SharpLayer', '@image-workflow/places/data': 'PlacesLayer' };

describe.each(functions)('%s', (id, { Properties, Metadata }) => {
  const folder = toFolder(id);

  it('says what it does, and lies in the folder of its name', () => {
    expect(Properties.Description).toMatch(/\w+ \w+/);
    expect(Properties.CodeUri).toBe(`functions/${folder}/`);
  });

  it('has a log group of its own, of which it is told', () => {
    const logGroup = id.replace(/Function$/, 'LogGroup');

    expect(Properties.LoggingConfig).toEqual({ LogGroup: { Ref: logGroup } });
    expect(resource(logGroup).Type).toBe('AWS::Logs::LogGroup');
  });

  it('is told what its source reads, and nothing else', () => {
    const read = sourcesOf(folder).flatMap((source) => [...source.matchAll(/FromEnv\('(\w+)'[,)]/g)]);
    const told = Object.keys(Properties.Environment.Variables).filter((name) => name !== READ_BY_SDK);

    expect(told.toSorted()).toEqual([...new Set(read.map(([, name]) => name))].toSorted());
  });

  it('has time for all attempts of a request that hangs, so that its error has a name', () => {
    const { Timeout } = { ...globals, ...Properties };
    const clients = sourcesOf(folder).flatMap((source) => [
      ...source.matchAll(/new \w+Client\(((?:[^()]|\([^()]*\))*)\)/g),
    ]);

    expect(clients.length).toBeGreaterThan(0);
    for (const [client, options = ''] of clients) {
      expect(client).toContain('toClientOptions(');
      expect([client, longestRequestSeconds(options) < Timeout]).toEqual([client, true]);
    }
  });

  it('gets a layer if, and only if, it uses what lies in it', () => {
    const packages = packagesOf(folder);
    const layers = Object.entries(LAYERS).flatMap(([name, id]) => (packages.has(name) ? [{ Ref: id }] : []));

    expect(Properties.Layers ?? []).toEqual(layers);
  });

  it('is bundled as all are', () => {
    expect(Metadata).toEqual({
      BuildMethod: 'esbuild',
      BuildProperties: {
        EntryPoints: ['handler.ts'],
        Format: 'cjs',
        Target: 'node24',
        Minify: true,
        Sourcemap: true,
        SourcesContent: 'false',
        MainFields: 'module,main',
        External: ['sharp', '@image-workflow/places/data'],
      },
    });
  });
});

describe('RekognitionEndpoint', () => {
  const callers = functions.filter(([id]) => packagesOf(toFolder(id)).has('@aws-sdk/client-rekognition'));

  it('reaches every function that calls Rekognition, and is not set at all where it is empty', () => {
    const told = functions.filter(([, { Properties }]) => READ_BY_SDK in Properties.Environment.Variables);

    expect(told.map(([id]) => id)).toEqual(callers.map(([id]) => id));
    for (const [, { Properties }] of told)
      expect(Properties.Environment.Variables[READ_BY_SDK]).toEqual({
        'Fn::If': ['HasRekognitionEndpoint', { Ref: 'RekognitionEndpoint' }, { Ref: 'AWS::NoValue' }],
      });
  });
});

describe('AwsEndpoint', () => {
  it('reaches every function, and is not set at all where it is empty', () => {
    expect(globals.Environment.Variables.AWS_ENDPOINT_URL).toEqual({
      'Fn::If': ['HasAwsEndpoint', { Ref: 'AwsEndpoint' }, { Ref: 'AWS::NoValue' }],
    });
  });
});

describe('log groups', () => {
  it('are kept as long as the parameter says', () => {
    for (const [, { Properties }] of resourcesOf('AWS::Logs::LogGroup'))
      expect(Properties.RetentionInDays).toEqual({ Ref: 'LogRetentionDays' });
  });
});

describe('events/', () => {
  it('has a sample event for every function', () => {
    for (const folder of functionFolders) expect(readProjectFile(`events/${folder}.json`)).toMatch(/^\{/);
  });
});

describe('PlacesLayer', () => {
  const { Properties, Metadata } = resource('PlacesLayer');

  it('is built by SAM from npm, serves the runtime of the functions, and says whose the data are', () => {
    expect(Properties).toMatchObject({
      ContentUri: 'layers/places/',
      CompatibleRuntimes: [globals.Runtime],
      LicenseInfo: 'CC-BY-4.0',
    });
    expect(Metadata).toEqual({ BuildMethod: 'makefile' });
  });

  it('has the module that the function requires, with the places packed', () => {
    const artifacts = mkdtempSync(join(tmpdir(), 'image-workflow-layer-'));
    const { status, stderr } = spawnSync(
      'make',
      ['--makefile', fileURLToPath(projectFile('layers/places/Makefile')), 'build-PlacesLayer'],
      {
        cwd: fileURLToPath(projectFile('tests')),
        env: { PATH: process.env.PATH, ARTIFACTS_DIR: artifacts },
        encoding: 'utf8',
      },
    );
    const places = spawnSync(
      process.execPath,
      ['-p', "require('@image-workflow/places/data').readPlaces().length"],
      {
        cwd: artifacts,
        env: { NODE_PATH: join(artifacts, 'nodejs/node_modules') },
        encoding: 'utf8',
      },
    );
    rmSync(artifacts, { recursive: true });

    expect([status, stderr]).toEqual([0, '']);
    expect(Number(places.stdout)).toBeGreaterThan(5_000_000);
    expect(Number(places.stdout)).toBeLessThan(8_000_000);
  }, 60_000);
});

describe('SharpLayer', () => {
  const { Properties, Metadata } = resource('SharpLayer');
  const makefile = 'layers/sharp/Makefile';

  function make(options: string[], environment: Record<string, string>) {
    return spawnSync(
      'make',
      [...options, '--makefile', fileURLToPath(projectFile(makefile)), 'build-SharpLayer'],
      {
        // SAM calls make in a copy of the folder, with the path of the original Makefile.
        cwd: fileURLToPath(projectFile('tests')),
        env: { PATH: process.env.PATH, ARTIFACTS_DIR: '/artifacts', ...environment },
        encoding: 'utf8',
      },
    );
  }

  /** The command that make would run, without running it. */
  function planned(environment: Record<string, string> = {}): string {
    return make(['--dry-run'], environment).stdout.replace(/\\\n\s*/g, '');
  }

  it('is built by SAM from npm, not taken from others', () => {
    expect(Properties.ContentUri).toBe('layers/sharp/');
    expect(Metadata).toEqual({ BuildMethod: 'makefile', BuildArchitecture: 'arm64' });
    expect(templateText).not.toMatch(/:layer:/);
  });

  it('serves the runtime and the processor of the functions', () => {
    expect(Properties).toMatchObject({
      CompatibleRuntimes: [globals.Runtime],
      CompatibleArchitectures: globals.Architectures,
    });
  });

  it('holds the very version that package.json pins and the functions are tested with', () => {
    expect(pinnedSharp).toMatch(/^\d+\.\d+\.\d+$/);
    expect(planned()).toContain(`"sharp@${pinnedSharp}"`);
    expect(readProjectFile(makefile)).not.toContain(pinnedSharp);
  });

  it('is built for Lambda on arm64 wherever it is built', () => {
    expect(planned()).toContain('--os=linux --cpu=arm64 --libc=glibc');
  });

  it('is refused where npm has no sharp for the processor that is asked for', () => {
    const folder = mkdtempSync(join(tmpdir(), 'image-workflow-layer-'));
    writeFileSync(join(folder, 'npm'), '#!/bin/sh\n', { mode: 0o755 }); // installs nothing, as npm does then

    const { status, stderr } = make([], {
      SHARP_CPU: 'x86_64',
      ARTIFACTS_DIR: folder,
      PATH: `${folder}:${process.env.PATH}`,
    });
    rmSync(folder, { recursive: true });

    expect([status, stderr]).toEqual([2, expect.stringContaining('SHARP_CPU=x86_64 but npm installed none')]);
  });

  it('is built for another platform when the environment says so', () => {
    expect(planned({ SHARP_CPU: 'x64' })).toContain('--os=linux --cpu=x64 --libc=glibc');
    expect(planned({ SHARP_OS: 'darwin' })).toMatch(/--os=darwin --cpu=arm64 (?!.*--libc)/);
  });
});

it.each([
  ['sharp', `"sharp@${pinnedSharp}"`],
  ['places', '/layers/places/../../packages/places/build.mjs"'],
])('the layer %s is built also where the path of the project has spaces', (layer, planned) => {
  const folder = mkdtempSync(join(tmpdir(), 'image workflow (é) '));
  for (const file of ['package.json', `layers/${layer}/Makefile`])
    cpSync(projectFile(file), join(folder, file));

  const { stdout, stderr } = spawnSync(
    'make',
    ['--dry-run', '--makefile', join(folder, `layers/${layer}/Makefile`)],
    { env: { PATH: process.env.PATH, ARTIFACTS_DIR: '/artifacts' }, encoding: 'utf8' },
  );
  rmSync(folder, { recursive: true });

  expect([stdout, stderr]).toEqual([expect.stringContaining(planned), '']);
  if (layer === 'places') expect(stdout).toContain(`node "${folder}/layers`);
});
