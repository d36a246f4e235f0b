// From an upload to its execution, and from an execution's end to its record: nothing is lost without an alarm.

import { describe, expect, it } from '@jest/globals';
import { STARTERS, toSlots } from '../../functions/start-workflow/pace.ts';
import {
  readProjectFile,
  resource,
  resourcesOf,
  type Statement,
  statementsOf,
  template,
  toArray,
} from './template.ts';

const FOURTEEN_DAYS = 1_209_600; // seconds, the longest that SQS keeps a message

const arn = (id: string) => ({ 'Fn::GetAtt': `${id}.Arn` });
const allRules = resourcesOf('AWS::Events::Rule');
const rules = allRules.filter(([, { Properties }]) => Properties.EventPattern);
const schedules = allRules.filter(([, { Properties }]) => Properties.ScheduleExpression);
const queues = resourcesOf('AWS::SQS::Queue');
const deadLetterQueues = queues.filter(([id]) => id.endsWith('DeadLetterQueue'));
const alarms = resourcesOf('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);

/** The statements that let others send to a queue. */
function policyOf(queueId: string): Statement[] {
  return resourcesOf('AWS::SQS::QueuePolicy')
    .filter(([, { Properties }]) => Properties.Queues.some(({ Ref }: { Ref: string }) => Ref === queueId))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
}

/** A rule may send to a queue only with this. */
function acceptsEventsOf(ruleId: string, queueId: string) {
  return {
    Sid: `AcceptEventsOf${ruleId}`,
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: arn(queueId),
    Condition: { ArnEquals: { 'aws:SourceArn': arn(ruleId) } },
  };
}

describe.each(queues)('%s', (_, { Properties }) => {
  it('is encrypted', () => {
    expect(Properties.SqsManagedSseEnabled).toBe(true);
  });
});

describe.each(deadLetterQueues)('%s', (id, { Properties }) => {
  it('keeps a message as long as SQS can', () => {
    expect(Properties.MessageRetentionPeriod).toBe(FOURTEEN_DAYS);
  });

  it('rings when it holds a message', () => {
    expect(alarms).toContainEqual(
      expect.objectContaining({
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': `${id}.QueueName` } }],
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    );
  });
});

describe.each(schedules)('%s', (id, { Properties: { Targets } }) => {
  it('tries once, for the next time comes anyway, and may invoke its function, which nobody else may', () => {
    const [{ Arn, RetryPolicy }, ...others] = Targets;
    const name = Arn['Fn::GetAtt'].replace('.Arn', '');

    expect(others).toEqual([]);
    expect(RetryPolicy.MaximumRetryAttempts).toBe(0);
    expect(resource(name).Properties.EventInvokeConfig.MaximumRetryAttempts).toBe(0);
    const permissions = resourcesOf('AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    expect(permissions.filter(({ FunctionName }) => FunctionName.Ref === name)).toEqual([
      {
        FunctionName: { Ref: name },
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': `${id}.Arn` },
      },
    ]);
  });
});

describe.each(rules)('%s', (id, { Properties: { Targets } }) => {
  it('tries for a day, then sets the event aside in a dead-letter queue that takes it', () => {
    expect(Targets).toHaveLength(1);
    const [{ RetryPolicy, DeadLetterConfig }] = Targets;

    expect(RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 });
    const queue = DeadLetterConfig.Arn['Fn::GetAtt'].replace('.Arn', '');
    expect(deadLetterQueues.map(([queueId]) => queueId)).toContain(queue);
    const { Sid: _, Condition, ...statement } = acceptsEventsOf(id, queue);
    expect(policyOf(queue)).toEqual([expect.objectContaining(statement)]);
    const sources = toArray(Object(policyOf(queue)[0]?.Condition).ArnEquals['aws:SourceArn']);
    expect(sources).toContainEqual(Condition.ArnEquals['aws:SourceArn']);
  });
});

describe.each([
  ['FastRule', 'FastQueue'],
  ['IntakeRule', 'IntakeQueue'],
])('%s', (rule, queue) => {
  const { EventPattern, Targets } = resource(rule).Properties;

  it('takes new objects of the uploads bucket, and of no other', () => {
    expect(EventPattern).toMatchObject({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: [{ Ref: 'UploadBucket' }] } },
    });
  });

  it('leaves out folder markers only: a file of no bytes gets its record too', () => {
    expect(EventPattern.detail.$or).toEqual([
      { object: { key: [{ 'anything-but': { suffix: '/' } }] } },
      { object: { size: [{ numeric: ['>', 0] }] } },
    ]);
  });

  it('may send to its queue, which accepts nobody else', () => {
    expect(Targets[0].Arn).toEqual(arn(queue));
    expect(policyOf(queue)).toEqual([acceptsEventsOf(rule, queue)]);
  });
});

describe('what a person waits for', () => {
  /** {@link https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html} `reason` of an upload by a form. */
  it('has a rule of its own, and every other object the other one', () => {
    expect(resource('FastRule').Properties.EventPattern.detail.reason).toEqual(['POST Object']);
    expect(resource('IntakeRule').Properties.EventPattern.detail.reason).toEqual([
      { 'anything-but': ['POST Object'] },
      { exists: false },
    ]);
  });
});

describe.each(['FastQueue', 'IntakeQueue'])('%s', (id) => {
  const { Properties } = resource(id);
  const { Timeout, Environment } = {
    ...template.Globals.Function,
    ...resource('StartWorkflowFunction').Properties,
  };

  /** {@link https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html} */
  it('hides a message for six times as long as StartWorkflow may take', () => {
    expect(Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout);
  });

  it('sets a message aside after as many deliveries as StartWorkflow counts', () => {
    expect(Properties.RedrivePolicy).toEqual({
      deadLetterTargetArn: arn('IntakeDeadLetterQueue'),
      maxReceiveCount: Number(Environment.Variables.MAX_RECEIVE_COUNT),
    });
  });

  it('keeps a backlog of ten days, shorter than its dead-letter queue, which counts from the first sending', () => {
    expect(Properties.MessageRetentionPeriod).toBe(10 * 86_400);
    expect(Properties.MessageRetentionPeriod).toBeLessThan(FOURTEEN_DAYS);
  });

  it('rings when a message waits for too long', () => {
    const rings = alarms.find(
      ({ MetricName, Dimensions }) =>
        MetricName === 'ApproximateAgeOfOldestMessage' &&
        Dimensions[0].Value['Fn::GetAtt'] === `${id}.QueueName`,
    );

    expect(rings?.Threshold).toBe(id === 'FastQueue' ? 300 : 3 * 86_400);
    expect(rings?.Threshold).toBeLessThan(Properties.MessageRetentionPeriod);
  });
});

describe.each([
  ['FastEventSource', 'FastQueue'],
  ['IntakeEventSource', 'IntakeQueue'],
])('%s', (id, queue) => {
  it('hands StartWorkflow batches of which single messages may fail, to as many at once as it reckons with', () => {
    expect(resource(id).Properties).toEqual({
      EventSourceArn: arn(queue),
      FunctionName: { Ref: 'StartWorkflowFunction' },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: STARTERS },
    });
  });
});

/** {@link https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html} */
it('what a function sends to the queue that calls it is no loop to Lambda, which stops one the sixteenth time', () => {
  const sends = (functionId: string, queueArn: unknown) =>
    statementsOf(functionId).some(
      ({ Action, Resource }) =>
        toArray(Action).includes('sqs:SendMessage') &&
        toArray(Resource).some((resource) => JSON.stringify(resource) === JSON.stringify(queueArn)),
    );
  const callers = resourcesOf('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);
  const toItself = callers.filter(({ FunctionName, EventSourceArn }) =>
    sends(FunctionName.Ref, EventSourceArn),
  );
  const goOn = resourcesOf('AWS::Serverless::Function').filter(
    ([, { Properties }]) => Properties.RecursiveLoop === 'Allow',
  );

  const looping = new Set(toItself.map(({ FunctionName }) => FunctionName.Ref));
  looping.delete('ForgetImageFunction'); // looks again once
  expect([...looping]).toEqual(['StartWorkflowFunction', 'RelabelImagesFunction']);
  expect(goOn.map(([id]) => id)).toEqual([...looping]);
});

describe('MaxPhotographsInFlight', () => {
  it('is counted in one page of ListExecutions, with the slots of those who wait', () => {
    const { MaxValue = Infinity } = template.Parameters.MaxPhotographsInFlight ?? {};

    expect(toSlots('fast', MaxValue)).toBeLessThanOrEqual(1_000);
  });
});

describe('ExecutionEndedRule', () => {
  const { EventPattern, Targets } = resource('ExecutionEndedRule').Properties;

  it('hears of every end of an execution but success', () => {
    expect(EventPattern).toEqual({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        stateMachineArn: [{ Ref: 'ProcessImageStateMachine' }],
        status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
      },
    });
  });

  it('may invoke CloseExecution, which nobody else may', () => {
    expect(Targets[0].Arn).toEqual(arn('CloseExecutionFunction'));
    const permissions = resourcesOf('AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    expect(permissions.filter(({ FunctionName }) => FunctionName.Ref === 'CloseExecutionFunction')).toEqual([
      {
        FunctionName: { Ref: 'CloseExecutionFunction' },
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: arn('ExecutionEndedRule'),
      },
    ]);
  });
});

describe('CloseExecutionFunction', () => {
  it('sets aside an event that it could not handle in three attempts', () => {
    expect(resource('CloseExecutionFunction').Properties).toMatchObject({
      DeadLetterQueue: { Type: 'SQS', TargetArn: arn('CloseExecutionDeadLetterQueue') },
      EventInvokeConfig: { MaximumRetryAttempts: 2 },
    });
  });
});

describe('alarms', () => {
  it.each(['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'])(
    'ring at the first of %s',
    (metric) => {
      expect(alarms).toContainEqual(
        expect.objectContaining({
          Namespace: 'AWS/States',
          MetricName: metric,
          Dimensions: [{ Name: 'StateMachineArn', Value: { Ref: 'ProcessImageStateMachine' } }],
          Statistic: 'Sum',
          Threshold: 0,
          ComparisonOperator: 'GreaterThanThreshold',
        }),
      );
    },
  );

  it('ring where uploads wait and nobody reads their queue, which no metric of a function can tell', () => {
    const { Properties } = resource('IntakeUnreadAlarm');
    const ofQueue = (MetricName: string) => ({
      Namespace: 'AWS/SQS',
      MetricName,
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': 'IntakeQueue.QueueName' } }],
    });

    expect(Properties.Metrics).toMatchObject([
      { Expression: 'IF(waiting > 0 AND received == 0, 1, 0)' },
      {
        Id: 'waiting',
        MetricStat: { Metric: ofQueue('ApproximateNumberOfMessagesVisible'), Stat: 'Minimum' },
      },
      { Id: 'received', MetricStat: { Metric: ofQueue('NumberOfMessagesReceived'), Stat: 'Sum' } },
    ]);
  });

  it('cost what the README says', () => {
    const USD_PER_METRIC = 0.1; // https://aws.amazon.com/cloudwatch/pricing/, a standard alarm
    const metrics = alarms.flatMap(
      ({ Metrics }) => Metrics?.filter((metric: object) => 'MetricStat' in metric) ?? ['its one'],
    );

    expect(readProjectFile('README.md')).toContain(
      `The alarms are $${(metrics.length * USD_PER_METRIC).toFixed(2)} a month`,
    );
  });

  it('say what to do and where more is said, notify the topic where there is one, and stay quiet where nothing happens', () => {
    const notify = { 'Fn::If': ['HasAlarmTopic', [{ Ref: 'AlarmTopicArn' }], { Ref: 'AWS::NoValue' }] };

    for (const { AlarmDescription, AlarmActions, OKActions, TreatMissingData } of alarms) {
      expect(AlarmDescription).toMatch(/\w+ \w+.*docs\/operations\.md$/);
      expect({ AlarmActions, OKActions, TreatMissingData }).toEqual({
        AlarmActions: notify,
        OKActions: notify,
        TreatMissingData: 'notBreaching',
      });
    }
  });
});
