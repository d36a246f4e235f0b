// The stack as a whole: what a person sets, what a person gets, and two of them side by side.

import { describe, expect, it } from '@jest/globals';
import { parse as parseToml } from 'smol-toml';
import { type Parameter, readProjectFile, resourcesOf, template, templateText } from './template.ts';

/** One command of one environment. */
interface Section {
  parameters: Record<string, unknown>;
}

const resources = Object.entries(template.Resources);
const parameters = Object.entries(template.Parameters);

/** Why a value is not admissible for a parameter; undefined where it is. */
function refusal(
  { Type, AllowedValues, AllowedPattern, MinValue, MaxValue }: Parameter,
  value: string,
): string | undefined {
  if (AllowedValues && !AllowedValues.map(String).includes(value)) return `${value} is not allowed`;
  const members = Type === 'CommaDelimitedList' ? value.split(',') : [value];
  const odd = members.find((member) => AllowedPattern && !new RegExp(AllowedPattern).test(member));
  if (odd !== undefined) return `${odd} does not match`;
  if (Type !== 'Number') return undefined;
  if (!Number.isFinite(Number(value))) return `${value} is no number`;
  if (MinValue !== undefined && Number(value) < MinValue) return `${value} is too small`;
  return MaxValue !== undefined && Number(value) > MaxValue ? `${value} is too large` : undefined;
}

describe('two stacks side by side', () => {
  const NAMES = [
    'BucketName',
    'TableName',
    'QueueName',
    'RoleName',
    'AlarmName',
    'LayerName',
    'Name',
    'PolicyName',
    'RuleName',
  ];

  it('share no name: CloudFormation gives them all', () => {
    for (const [id, { Type, Properties }] of resources)
      for (const name of NAMES) {
        // A policy inside a role shares its name with nobody. CloudFront wants a name; the stack's own id is in it.
        if (Type === 'AWS::IAM::Policy') continue;
        if (JSON.stringify(Properties[name] ?? '').includes('AWS::StackId')) continue;
        expect([id, Object.keys(Properties)]).not.toEqual([id, expect.arrayContaining([name])]);
      }
    for (const [, { Properties }] of resourcesOf('AWS::Serverless::Function'))
      expect(Properties).not.toHaveProperty('FunctionName');
  });

  it("differ by the stack's name where AWS asks for a prefix", () => {
    const names = resourcesOf('AWS::Logs::LogGroup').flatMap(
      ([, { Properties }]) => Properties.LogGroupName ?? [],
    );

    const prefixed = { 'Fn::Sub': expect.stringMatching(/^\/aws\/vendedlogs\/states\/\$\{AWS::StackName}-/) };
    expect(names).toEqual([prefixed, prefixed]);
  });

  it('belong to no account, region or partition', () => {
    for (const path of ['template.yaml', 'samconfig.toml', 'statemachine/process-image.asl.json']) {
      const text = readProjectFile(path)
        .replace(/^(Rules|Mappings):\n( .*\n|\n)+/gm, '') // what differs between them stands there
        .replace(/arn:\$\{AWSPartition\}:states:::/g, '')
        .replace(/\^\S+\$$/gm, '');
      expect(text).not.toMatch(/arn:aws|\b\d{12}\b|\b(us|eu|ap|sa|ca)-[a-z]+-\d\b/);
    }
  });
});

describe.each(parameters)('parameter %s', (name, parameter) => {
  it('says what it means and has a safe default', () => {
    expect(parameter.Description).toMatch(/\w+ \w+.*\.$/);
    expect(parameter.Default).toBeDefined();
    expect(refusal(parameter, String(parameter.Default))).toBeUndefined();
  });

  it('is bounded', () => {
    const { Type, AllowedValues, AllowedPattern, MinValue, MaxValue } = parameter;

    const isBounded = Type === 'Number' ? MinValue !== undefined && MaxValue !== undefined : AllowedPattern;
    expect(Boolean(AllowedValues ?? isBounded)).toBe(true);
  });

  it('is used, and has its place in the console', () => {
    const groups = template.Metadata['AWS::CloudFormation::Interface'].ParameterGroups;

    expect(templateText).toMatch(new RegExp(`(!Ref |\\$\\{)${name}\\b`));
    expect(groups.flatMap((group: { Parameters: string[] }) => group.Parameters)).toContain(name);
  });
});

describe('parameters', () => {
  it.each([
    ['RekognitionEndpoint', 'http://127.0.0.1:4567', undefined],
    ['RekognitionEndpoint', 'https://vpce-0a1b-rekognition.us-east-1.vpce.amazonaws.com', undefined],
    ['RekognitionEndpoint', '127.0.0.1:4567', '127.0.0.1:4567 does not match'],
    ['ThumbnailEdges', '128', undefined],
    ['ThumbnailEdges', '256, 768', '256, 768 does not match'],
    ['ThumbnailEdges', '0', '0 does not match'],
    ['AlarmTopicArn', 'arn:aws-cn:sns:cn-north-1:111122223333:alarms', undefined],
    ['AlarmTopicArn', 'alarms', 'alarms does not match'],
    ['Features', '', undefined],
    ['Features', 'text', undefined],
    ['Features', 'labels,imageProperties,customLabels', undefined],
    ['Features', 'labels,texts', 'texts does not match'],
    ['MinConfidence', '101', '101 is too large'],
    ['MaxLabels', '0', '0 is too small'],
    ['MaxSearchedFaces', '0', '0 is too small'],
    ['MaxSearchedFaces', '101', '101 is too large'],
    ['PeopleCollectionId', 'employees_2026', undefined],
    ['PeopleCollectionId', 'our employees', 'our employees does not match'],
    [
      'CustomLabelsProjectVersionArn',
      'arn:aws:rekognition:us-east-1:111122223333:project/logos/version/logos.2026-01-02T03.04.05/1767322800000',
      undefined,
    ],
    ['CustomLabelsProjectVersionArn', 'logos', 'logos does not match'],
  ])('%s takes only what makes sense: %s', (name, value, refused) => {
    expect(refusal(template.Parameters[name] as Parameter, value)).toBe(refused);
  });
});

describe('conditions', () => {
  it('are all used', () => {
    for (const name of Object.keys(template.Conditions))
      expect(templateText).toMatch(new RegExp(`(!If\\s+(\\[|- )|Condition: )${name}\\b`));
  });
});

describe('outputs', () => {
  it('give the names that a person needs next, each with a description', () => {
    expect(Object.keys(template.Outputs)).toEqual([
      'PageUrl',
      'PageBucketName',
      'UploadBucketName',
      'ResultsBucketName',
      'ImagesTableName',
      'SearchTableName',
      'PeopleTableName',
      'PeopleCollectionId',
      'ProcessImageStateMachineArn',
      'BackfillStateMachineArn',
      'FastQueueUrl',
      'IntakeQueueUrl',
      'IntakeDeadLetterQueueUrl',
      'ForgetQueueUrl',
      'ExecutionsUrl',
      'ApiUrl',
      'UserPoolId',
      'UserPoolClientId',
      'SignInUrl',
      'InviteCommand',
      'DashboardUrl',
      'UploadCommand',
      'RecordsCommand',
    ]);
    for (const { Description } of Object.values(template.Outputs)) expect(Description).toMatch(/\w/);
  });
});

describe('samconfig.toml', () => {
  const samconfig = parseToml(readProjectFile('samconfig.toml')) as unknown as Record<
    string,
    Record<string, Section>
  >;
  /** @param name - `local.deploy`. */
  const section = (name: string) => {
    const [environment = '', command = ''] = name.split('.');
    return samconfig[environment]?.[command]?.parameters ?? {};
  };
  const environments = ['default', 'local', 'production'];

  it('has three environments, each with a stack of its own', () => {
    const stacks = environments.map((name) => section(`${name}.global`).stack_name);

    expect(Object.keys(samconfig)).toEqual(['version', ...environments]);
    expect(new Set(stacks).size).toBe(environments.length);
  });

  it.each(environments)(
    '%s lints, builds afresh, and deploys with no more than the rights to make roles',
    (name) => {
      expect(section(`${name}.validate`)).toEqual({ lint: true });
      expect(section(`${name}.build`)).toEqual({ cached: false, parallel: true });
      expect(section(`${name}.deploy`)).toMatchObject({
        resolve_s3: true,
        capabilities: 'CAPABILITY_IAM',
        tags: expect.stringContaining('project=image-workflow'),
      });
    },
  );

  it('asks before it changes anything, but for the local cloud', () => {
    const confirms = environments.map((name) => section(`${name}.deploy`).confirm_changeset);

    expect(confirms).toEqual([true, false, true]);
  });

  it('takes a deploy that changes nothing for a success, for the page is put there after it', () => {
    for (const name of environments) expect(section(`${name}.deploy`).fail_on_empty_changeset).toBe(false);
  });

  it('overrides only parameters that there are, with values that they take', () => {
    for (const name of environments) {
      const overrides = String(section(`${name}.deploy`).parameter_overrides ?? '');
      for (const override of overrides.split(' ').filter(Boolean)) {
        const [parameter = '', value = ''] = override.split('=');
        expect(template.Parameters).toHaveProperty(parameter);
        expect(refusal(template.Parameters[parameter] as Parameter, value)).toBeUndefined();
      }
    }
  });
});
