import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ARCHITECTURE, planDeploy } from '../../../../operate/deploy/plan.ts';
import { template } from '../../../template/template.ts';

const OURS = readFileSync(new URL('../../../../samconfig.toml', import.meta.url), 'utf8');

/** A samconfig.toml whose default environment has these overrides, in TOML. */
const configured = (overrides: string) => `version = 0.1
[default.deploy.parameters]
parameter_overrides = ${overrides}
`;

function plan(
  args: string[],
  { sharpCpu, samconfig = OURS }: { sharpCpu?: string; samconfig?: string } = {},
) {
  return planDeploy(args, { sharpCpu, samconfig });
}

describe('planDeploy', () => {
  it("builds for the template's own default where nobody says another", () => {
    expect(DEFAULT_ARCHITECTURE).toBe(template.Parameters.Architecture?.Default);
    expect(plan([])).toMatchObject({ architecture: 'arm64', sharpCpu: 'arm64' });
  });

  it('tells the stack each time, which would keep what it was deployed with last', () => {
    expect(plan(['--stack-name', 'another']).deployArguments).toEqual([
      'deploy',
      ...['--stack-name', 'another'],
      ...['--parameter-overrides', 'Architecture=arm64'],
    ]);
  });

  it('takes SHARP_CPU alone for the layer and the functions', () => {
    expect(plan([], { sharpCpu: 'x64' })).toEqual({
      place: { stackName: 'image-workflow' }, // as samconfig.toml has it
      architecture: 'x86_64',
      sharpCpu: 'x64',
      buildArguments: ['build'],
      deployArguments: ['deploy', '--parameter-overrides', 'Architecture=x86_64'],
    });
  });

  it('keeps what samconfig.toml overrides in that environment', () => {
    expect(plan(['--config-env', 'production'], { sharpCpu: 'x64' })).toMatchObject({
      buildArguments: ['build', '--config-env', 'production'],
      deployArguments: [
        ...['deploy', '--config-env', 'production'],
        ...['--parameter-overrides', 'LogRetentionDays=365', 'Architecture=x86_64'],
      ],
    });
  });

  it('keeps what is typed, which replaces samconfig.toml', () => {
    const args = ['--parameter-overrides', 'Features=labels', 'LogLevel=DEBUG', '--config-env=production'];

    expect(plan(args).deployArguments).toEqual([
      ...['deploy', '--config-env=production'],
      ...['--parameter-overrides', 'Features=labels', 'LogLevel=DEBUG', 'Architecture=arm64'],
    ]);
  });

  it.each([
    ['Architecture=x86_64'],
    ['ParameterKey=Architecture,ParameterValue=x86_64'],
    ['LogLevel=DEBUG Architecture="x86_64" MaxLabels=10'],
  ])('builds for the processor that is typed: %s', (override) => {
    for (const args of [['--parameter-overrides', override], [`--parameter-overrides=${override}`]])
      expect(plan(args)).toMatchObject({
        sharpCpu: 'x64',
        deployArguments: ['deploy', '--parameter-overrides', override],
      });
  });

  it.each([
    ['"LogLevel=DEBUG Architecture=x86_64"'],
    ['["LogLevel=DEBUG", "Architecture=x86_64"]'],
    ['{ LogLevel = "DEBUG", Architecture = "x86_64" }'],
  ])('builds for the processor of samconfig.toml: %s', (overrides) => {
    expect(plan([], { samconfig: configured(overrides) }).sharpCpu).toBe('x64');
  });

  it.each([
    [
      'Expected SHARP_CPU=arm64 or none, for functions on arm64, but found SHARP_CPU=x64',
      ['--parameter-overrides', 'Architecture=arm64'],
      { sharpCpu: 'x64' },
    ],
    ['Expected SHARP_CPU to be arm64 or x64 but found "x86_64"', [], { sharpCpu: 'x86_64' }],
    [
      'Expected Architecture to be arm64 or x86_64 but found "arm"',
      ['--parameter-overrides', 'Architecture=arm'],
      {},
    ],
    [
      'Expected Architecture=arm64 or Architecture=x86_64 beside parameter overrides that come from a file',
      ['--parameter-overrides', 'file://ours.yaml'],
      {},
    ],
  ])('refuses what would not fit together: %s', (message, args, options) => {
    expect(() => plan(args, options)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
  });

  it.each([
    ['no TOML', 'parameter_overrides ='],
    ['no overrides', configured('7')],
  ])('says what is wrong with samconfig.toml: %s', (_, samconfig) => {
    expect(() => plan([], { samconfig })).toThrow(/^Expected samconfig\.toml as SAM takes it but found/);
  });
});

describe('the place of a deploy', () => {
  const samconfig = `version = 0.1
[default.global.parameters]
profile = "everyday"
[default.deploy.parameters]
region = "eu-west-1"
`;

  it('is what samconfig.toml says', () => {
    expect(plan([], { samconfig }).place).toEqual({ region: 'eu-west-1', profile: 'everyday' });
  });

  it('is rather what the command line says', () => {
    expect(plan(['--region', 'us-east-1', '--profile=away'], { samconfig }).place).toEqual({
      region: 'us-east-1',
      profile: 'away',
    });
  });

  it('is left to the environment where neither says it, and to SAM where that asks', () => {
    expect(plan([]).place).toEqual({ region: undefined, profile: undefined, stackName: 'image-workflow' });
    expect(plan(['--guided']).place).toBeUndefined();
  });
});
