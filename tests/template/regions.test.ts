// Where the stack can be deployed: what a region's Rekognition cannot do is said by CloudFormation, before anything is made.

import { globSync, readFileSync } from 'node:fs';
import { FEATURES } from '@image-workflow/record/features';
import { describe, expect, it } from '@jest/globals';
import { projectFile, template } from './template.ts';

type Expression = string | Expression[] | { [fn: string]: Expression };

/** Parameters as CloudFormation reads them, a list of values for a CommaDelimitedList. */
type Parameters = Record<string, string | string[]>;

/** The few functions that CloudFormation knows in Rules. */
function evaluate(expression: Expression, parameters: Parameters): unknown {
  if (typeof expression === 'string') return expression;
  if (Array.isArray(expression)) return expression.map((entry) => evaluate(entry, parameters));
  const [[fn = '', argument = ''] = []] = Object.entries(expression);
  if (fn === 'Ref') return parameters[argument as string];
  const values = evaluate(argument, parameters) as unknown[];
  if (fn === 'Fn::Equals') return values[0] === values[1];
  if (fn === 'Fn::Contains') return (values[0] as unknown[]).includes(values[1]);
  if (fn === 'Fn::And') return values.every(Boolean);
  if (fn === 'Fn::Or') return values.some(Boolean);
  throw new Error(`Expected a function of Rules but found ${fn}`);
}

/** What CloudFormation answers a deploy; nothing where it goes ahead. */
function refusals(region: string, features: string[], rekognitionEndpoint = ''): string[] {
  const parameters = {
    Features: features,
    RekognitionEndpoint: rekognitionEndpoint,
    'AWS::Region': region,
  };
  return Object.values(template.Rules)
    .filter(({ RuleCondition }) => evaluate(RuleCondition as Expression, parameters))
    .flatMap(({ Assertions }) => Assertions)
    .flatMap(({ Assert, AssertDescription }) =>
      evaluate(Assert as Expression, parameters) ? [] : [AssertDescription],
    );
}

/** Regions by service, as the AWS SDK for Python has them, which comes with the SAM CLI. */
function regionsOf(service: string): string[] {
  interface Endpoints {
    partitions: {
      partition: string;
      regions: Record<string, unknown>;
      services: Record<string, { endpoints: Record<string, unknown> }>;
    }[];
  }
  const { partitions }: Endpoints = JSON.parse(readFileSync(botocoreEndpoints(), 'utf8'));
  return partitions
    .filter(({ partition }) => ['aws', 'aws-us-gov'].includes(partition))
    .flatMap(({ regions, services }) =>
      Object.keys(services[service]?.endpoints ?? {}).filter((name) => name in regions),
    );
}

function botocoreEndpoints(): URL {
  const [folder] = globSync('.local/venv/sam/lib/python3*/site-packages/botocore/data/endpoints.json', {
    cwd: projectFile('.'),
  });
  return projectFile(String(folder));
}

const withRekognition = regionsOf('rekognition');
const withoutRekognition = regionsOf('lambda').filter((region) => !withRekognition.includes(region));

describe('Rules', () => {
  it.each(withoutRekognition)(
    'refuse every feature but thumbnails in %s, which has no Rekognition',
    (region) => {
      for (const feature of FEATURES)
        expect([feature, refusals(region, [feature])]).toEqual([
          feature,
          [expect.stringMatching(/no Amazon Rekognition for/)],
        ]);
      expect(refusals(region, [''])).toEqual([]);
    },
  );

  it.each(withRekognition)('let faces and people be found in %s', (region) => {
    expect(refusals(region, ['faces', 'people'])).toEqual([]);
  });

  /** {@link https://docs.aws.amazon.com/general/latest/gr/rekognition.html}, read on 2026-11-26 */
  it.each([
    ['ca-central-1', ['labels', 'imageProperties', 'text', 'celebrities', 'moderation', 'customLabels']],
    ['il-central-1', ['celebrities', 'customLabels']],
    ['us-gov-west-1', ['celebrities', 'customLabels']],
    ['us-west-1', ['customLabels']],
    ['sa-east-1', ['customLabels']],
    ['eu-south-2', ['customLabels']],
    ['ap-southeast-5', ['customLabels']],
    ['ap-southeast-7', ['customLabels']],
    ...['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'eu-west-2', 'eu-central-1'].map(
      (region) => [region, []] as const,
    ),
    ...['ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1', 'ap-northeast-2'].map(
      (region) => [region, []] as const,
    ),
  ])('refuse in %s what its Rekognition cannot do: %j', (region, missing) => {
    const refused = FEATURES.filter((feature) => refusals(region, ['faces', feature]).length > 0);

    expect(refused).toEqual(missing);
  });

  it('leave alone whoever names the endpoint', () => {
    expect(refusals('eu-north-1', [...FEATURES], 'http://127.0.0.1:4567')).toEqual([]);
  });

  it('say in words the very list that they go by', () => {
    const rules = Object.entries(template.Rules).filter(([name]) => name.endsWith('InRegion'));
    expect(rules.length).toBeGreaterThan(0);
    for (const [, { Assertions }] of rules)
      for (const { Assert, AssertDescription } of Assertions) {
        const [regions] = (Assert as { 'Fn::Contains': [string[], unknown] })['Fn::Contains'];
        expect(AssertDescription.match(/\b[a-z]{2}(-gov)?-[a-z]+-\d\b/g)).toEqual(regions);
      }
  });
});

describe('the names that differ from partition to partition', () => {
  it('are those of the console and of the sign-in domains', () => {
    expect(template.Outputs.ExecutionsUrl?.Value).toEqual({
      'Fn::Sub': [
        expect.stringMatching(/^https:\/\/\$\{AWS::Region}\.\$\{Console}\/states\//),
        { Console: { 'Fn::FindInMap': ['Partition', { Ref: 'AWS::Partition' }, 'Console'] } },
      ],
    });
    expect(template.Mappings.Partition).toEqual({
      aws: { Console: 'console.aws.amazon.com', SignIn: 'auth' },
      'aws-us-gov': { Console: 'console.amazonaws-us-gov.com', SignIn: 'auth-fips' },
      'aws-cn': { Console: 'console.amazonaws.cn', SignIn: 'auth' },
      'aws-eusc': { Console: 'console.amazonaws-eusc.eu', SignIn: 'auth' },
    });
  });
});
