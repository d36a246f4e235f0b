import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { parseArguments } from '../../../../operate/logs/arguments.ts';
import { showLogs } from '../../../../operate/logs/show-logs.ts';
import { createClients } from '../../../../stack/clients.ts';
import type { Target } from '../../../../stack/target.ts';

const cloudFormation = mockClient(CloudFormationClient);
const logs = mockClient(CloudWatchLogsClient);
let printed: string[];

function run(...args: string[]) {
  const { request } = parseArguments(args);
  if (!request) throw new Error('Expected a request');
  const terminal = { print: (text = '') => void printed.push(text) };
  const target = { stackName: 'photos', clients: createClients({ region: 'us-east-1' }) };
  return showLogs(request, {
    target: target as Target,
    terminal: terminal as never,
    signal: new AbortController().signal,
    ask: async () => undefined,
    workingFolder: '.',
  });
}

beforeEach(() => {
  printed = [];
  cloudFormation.reset();
  cloudFormation.on(ListStackResourcesCommand).resolves({
    StackResourceSummaries: [
      ['DetectTextFunction', 'photos-DetectText-1', 'AWS::Lambda::Function'],
      ['DetectTextLogGroup', 'photos-DetectText-logs', 'AWS::Logs::LogGroup'],
    ].map(([LogicalResourceId, PhysicalResourceId, ResourceType]) => ({
      LogicalResourceId,
      PhysicalResourceId,
      ResourceType,
      LastUpdatedTimestamp: new Date(0),
      ResourceStatus: 'CREATE_COMPLETE',
    })),
  });
  logs.reset();
  logs.on(FilterLogEventsCommand).resolves({
    events: [
      { eventId: '1', timestamp: 0, message: '{"message":"Text detected"}\n' },
      { eventId: '1', timestamp: 0, message: '{"message":"Text detected"}\n' },
      { eventId: '2', timestamp: 1_000, message: 'END\n' },
    ],
  });
});

describe('showLogs', () => {
  it.each(['DetectText', 'DetectTextFunction', 'detect-text'])('finds the log group of %s', async (name) => {
    await run(name, '--filter', 'a "b"');

    expect(logs.commandCalls(FilterLogEventsCommand)[0]?.args[0].input).toMatchObject({
      logGroupName: 'photos-DetectText-logs',
      filterPattern: '"a \\"b\\""',
    });
  });

  it('shows each event once, with its time', async () => {
    const report = await run('DetectText', '--json');

    expect(printed.map((line) => JSON.parse(line))).toEqual([
      { time: '1970-01-01T00:00:00.000Z', message: '{"message":"Text detected"}' },
      { time: '1970-01-01T00:00:01.000Z', message: 'END' },
    ]);
    expect(report.result).toMatchObject({ events: 2 });
  });

  it('names the functions there are when it does not know one', async () => {
    await expect(run('DetectTexts')).rejects.toMatchObject({
      name: 'OperatorError',
      message: 'Expected one of DetectText but found "DetectTexts"',
    });
  });
});
