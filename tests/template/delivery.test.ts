// From an upload to its execution, and from an execution's end to its record: nothing is lost without an alarm.

import { describe, expect, it } from '@jest/globals';
import { resource, resourcesOf, type Statement, template } from './template.ts';

const FOURTEEN_DAYS = 1_209_600; // seconds, the longest that SQS keeps a message

const arn = (id: string) => ({ 'Fn::GetAtt': `${id}.Arn` });
const rules = resourcesOf('AWS::Events::Rule');
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

describe.each(rules)('%s', (id, { Properties: { Targets } }) => {
  it('tries for a day, then sets the event aside in a queue of its own', () => {
    expect(Targets).toHaveLength(1);
    const [{ RetryPolicy, DeadLetterConfig }] = Targets;

    expect(RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 });
    const queue = DeadLetterConfig.Arn['Fn::GetAtt'].replace('.Arn', '');
    expect(deadLetterQueues.map(([queueId]) => queueId)).toContain(queue);
    expect(policyOf(queue)).toEqual([acceptsEventsOf(id, queue)]);
  });
});

describe('IntakeRule', () => {
  const { EventPattern, Targets } = resource('IntakeRule').Properties;

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

  it('may send to the intake queue, which accepts nobody else', () => {
    expect(Targets[0].Arn).toEqual(arn('IntakeQueue'));
    expect(policyOf('IntakeQueue')).toEqual([acceptsEventsOf('IntakeRule', 'IntakeQueue')]);
  });
});

describe('IntakeQueue', () => {
  const { Properties } = resource('IntakeQueue');
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

  it('keeps a message for a shorter time than its dead-letter queue, which counts from the first sending', () => {
    expect(Properties.MessageRetentionPeriod).toBeLessThan(FOURTEEN_DAYS);
  });

  it('rings when a message waits for long', () => {
    expect(alarms).toContainEqual(
      expect.objectContaining({
        MetricName: 'ApproximateAgeOfOldestMessage',
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': 'IntakeQueue.QueueName' } }],
      }),
    );
  });
});

describe('IntakeEventSource', () => {
  it('hands StartWorkflow batches of which single messages may fail', () => {
    expect(resource('IntakeEventSource').Properties).toEqual({
      EventSourceArn: arn('IntakeQueue'),
      FunctionName: { Ref: 'StartWorkflowFunction' },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: { Ref: 'IntakeMaximumConcurrency' } },
    });
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
    expect(resourcesOf('AWS::Lambda::Permission').map(([, { Properties }]) => Properties)).toEqual([
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

  it('say what they mean, notify the topic where there is one, and stay quiet where nothing happens', () => {
    const notify = { 'Fn::If': ['HasAlarmTopic', [{ Ref: 'AlarmTopicArn' }], { Ref: 'AWS::NoValue' }] };

    for (const { AlarmDescription, AlarmActions, OKActions, TreatMissingData } of alarms) {
      expect(AlarmDescription).toMatch(/\w+ \w+/);
      expect({ AlarmActions, OKActions, TreatMissingData }).toEqual({
        AlarmActions: notify,
        OKActions: notify,
        TreatMissingData: 'notBreaching',
      });
    }
  });
});
