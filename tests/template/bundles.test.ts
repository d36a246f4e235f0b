// The bundles as SAM makes them: they start in plain Node, and what is thrown in them keeps its name.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packagesOf } from './aws-calls.ts';
import { environmentOf, projectFile, resource, resourcesOf, toFolder } from './template.ts';

const functions = resourcesOf('AWS::Serverless::Function');
const modules = fileURLToPath(projectFile('node_modules'));
let artifacts: string; // outside the project, whose package.json would make every .js an ES module

/** As aws_lambda_builders/workflows/nodejs_npm_esbuild/esbuild.py turns BuildProperties into arguments. */
function toArguments({ EntryPoints, ...properties }: Record<string, unknown>): string[] {
  const options = Object.entries(properties).flatMap(([name, value]) => {
    const option = `--${name.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase()}`;
    if (Array.isArray(value)) return value.map((entry) => `${option}:${entry}`);
    return typeof value === 'boolean' ? (value ? [option] : []) : [`${option}=${value}`];
  });
  return [...(EntryPoints as string[]), '--bundle', '--platform=node', ...options];
}

beforeAll(() => {
  artifacts = mkdtempSync(join(tmpdir(), 'image-workflow-bundles-'));
  for (const [id, { Properties, Metadata }] of functions) {
    const { status, stderr } = spawnSync(
      join(modules, '.bin/esbuild'),
      [...toArguments(Metadata?.BuildProperties), `--outdir=${join(artifacts, id)}`, '--log-level=warning'],
      { cwd: fileURLToPath(projectFile(Properties.CodeUri)), encoding: 'utf8' },
    );
    if (status !== 0 || stderr) throw new Error(`Expected esbuild to bundle ${id} but it says: ${stderr}`);
  }
}, 60_000);

afterAll(() => rmSync(artifacts, { recursive: true }));

/** Loads a bundle as Lambda does, with the layer's modules on NODE_PATH, and runs a line of code on it. */
function runBundle(id: string, code: string): string {
  const { Layers } = resource(id).Properties;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['-e', `const bundle = require('./handler.js'); ${code}`],
    {
      cwd: join(artifacts, id),
      env: {
        PATH: process.env.PATH,
        AWS_REGION: 'us-east-1',
        ...environmentOf(id),
        ...(Layers && { NODE_PATH: modules }),
      },
      encoding: 'utf8',
    },
  );
  return stdout + stderr;
}

describe.each(functions.map(([id]) => id))('%s', (id) => {
  it('starts, and has a handler', () => {
    expect(runBundle(id, 'console.log(typeof bundle.handler)')).toBe('function\n');
  });

  it('brings the SDK along, and leaves sharp and the names of places to their layers', () => {
    const bundle = readFileSync(join(artifacts, id, 'handler.js'), 'utf8');
    const required = [...bundle.matchAll(/require\("([^"]+)"\)/g)].map(([, name = '']) => name);

    for (const name of ['sharp', '@image-workflow/places/data']) {
      expect([name, required.includes(name)]).toEqual([name, packagesOf(toFolder(id)).has(name)]);
    }
    expect(
      required.filter((name) => /^(zod|exifr|@aws-lambda-powertools|@aws-sdk\/(client|lib)-)/.test(name)),
    ).toEqual([]);
  });
});

const tasks = resourcesOf('AWS::Serverless::StateMachine').flatMap(([, { Properties }]) =>
  Object.keys(Properties.DefinitionSubstitutions).flatMap((name) =>
    name.endsWith('FunctionArn') ? name.replace(/Arn$/, '') : [],
  ),
);

it.each(tasks)('%s throws its errors under the names that the state machine goes by', (id) => {
  const thrown = runBundle(id, 'bundle.handler({}, {}).catch((error) => console.log(error.name))');

  expect(thrown).toBe('InvalidEventError\n');
});
