// What SAM makes of the template: the text that it uploads, and the resources that CloudFormation then makes of it.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { projectFile, type Resource, resourcesOf, template } from './template.ts';

/** As `sam deploy` dumps what it has packaged, and as the transform in CloudFormation reads it: the same code. */
const PROGRAM = `
import json, sys
from samcli.yamlhelper import yaml_dump, yaml_parse
from samtranslator.translator.transform import transform

class NoManagedPolicies:
    def load(self):
        return {}

packaged = yaml_parse(open('template.yaml').read())
for resource in packaged['Resources'].values():
    for location in ('CodeUri', 'ContentUri', 'DefinitionUri'):
        if resource['Type'].startswith('AWS::Serverless::') and location in resource['Properties']:
            resource['Properties'][location] = 's3://packaged/' + location
text = yaml_dump(packaged)
json.dump({'text': text, 'translated': transform(yaml_parse(text), {}, NoManagedPolicies())}, sys.stdout)
`;

interface Translated {
  Rules: unknown;
  Resources: Record<string, Resource>;
}

let text: string;
let translated: Translated;

beforeAll(() => {
  const { status, stdout, stderr } = spawnSync(
    fileURLToPath(projectFile('.local/venv/sam/bin/python')),
    ['-c', PROGRAM],
    {
      cwd: fileURLToPath(projectFile('.')),
      env: { ...process.env, AWS_DEFAULT_REGION: 'us-east-1' },
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`Expected SAM to translate the template but it says: ${stderr}`);
  ({ text, translated } = JSON.parse(stdout));
}, 60_000);

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html} */
it('CloudFormation sees none of the anchors, which it does not know: SAM writes out what they stand for', () => {
  expect(text).not.toMatch(/(^|[\s[{,])[&*][A-Za-z]\w*/m);
  expect(text.match(/Sid: StoreRawAnswers/g)?.length).toBeGreaterThan(1);
});

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html} */
it('stays below what CloudFormation takes: 1 MB of template in S3, before the transform and after it, and 500 resources', () => {
  expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
  expect(Buffer.byteLength(JSON.stringify(translated))).toBeLessThan(1_000_000);
  expect(Object.keys(translated.Resources).length).toBeLessThan(500);
});

it('Rules come through as they are', () => {
  expect(translated.Rules).toEqual(template.Rules);
});

describe('the role of a function', () => {
  const functions = resourcesOf('AWS::Serverless::Function').map(([id]) => id);
  const roleOf = (id: string) => translated.Resources[`${id}Role`]?.Properties;

  it.each(functions)('%s gets from SAM the rights to log and to trace, and no others', (id) => {
    expect(roleOf(id)?.ManagedPolicyArns).toEqual([
      'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
      'arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess',
    ]);
  });

  it.each(functions)('%s has beside them what the template says, and its own dead-letter queue', (id) => {
    const { DeadLetterQueue } =
      resourcesOf('AWS::Serverless::Function').find(([name]) => name === id)?.[1].Properties ?? {};
    const names = roleOf(id)?.Policies.map(({ PolicyName }: { PolicyName: string }) => PolicyName);

    expect(names).toEqual([...(DeadLetterQueue ? ['DeadLetterQueuePolicy'] : []), `${id}RolePolicy0`]);
  });

  it.each(resourcesOf('AWS::Serverless::StateMachine').map(([id]) => id))(
    'of %s may trace, and is told by the template where to log',
    (id) => {
      expect(roleOf(id)?.ManagedPolicyArns).toEqual(['arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess']);
    },
  );
});
