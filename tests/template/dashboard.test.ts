// What the dashboard shows and the alarms watch: metrics that exist, of this stack.

import { describe, expect, it } from '@jest/globals';
import { METRICS } from '../../functions/shared/metrics.ts';
import { sourcesOf } from './aws-calls.ts';
import { functionFolders, resource, resourcesOf, template } from './template.ts';

const NAMESPACE = 'the stack';
const alarms = resourcesOf('AWS::CloudWatch::Alarm');
const text: string = resource('Dashboard').Properties.DashboardBody['Fn::Sub'];
const body = text.replaceAll(/\$\{AWS::StackName\}/g, NAMESPACE);

interface Widget {
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
  properties: { title: string; alarms?: string[]; metrics?: unknown[][] };
}
const widgets: Widget[] = JSON.parse(body).widgets;
const metrics = widgets.flatMap(({ properties }) => properties.metrics ?? []);

/** Namespace and name of each metric, those that are searched for among them. */
const shown = metrics.map(([first, name]) => {
  if (typeof first === 'string') return [first, String(name)];
  const [, namespace, metric] = /SEARCH\('\{"([^"]+)",service,\w+\} MetricName="(\w+)"'/.exec(
    (first as { expression: string }).expression,
  ) as unknown as [string, string, string];
  return [namespace, metric];
});

describe('the dashboard', () => {
  it('names resources of the template only', () => {
    const names = [...text.matchAll(/\$\{(\w+)(?:\.\w+)?\}/g)].map(([, name = '']) => name);

    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(template.Resources).toHaveProperty(name);
  });

  it('shows every alarm, and every function of a state', () => {
    const listed = widgets.flatMap((widget) => widget.properties.alarms ?? []);
    const states = Object.keys(resource('ProcessImageStateMachine').Properties.DefinitionSubstitutions)
      .filter((name) => name.endsWith('FunctionArn'))
      .map((name) => name.replace(/Arn$/, ''));

    expect(listed).toEqual(alarms.map(([id]) => `\${${id}.Arn}`));
    for (const state of states) {
      if (state !== 'RecordFailureFunction') expect(text).toContain(`"FunctionName", "\${${state}}"`);
    }
  });

  it('shows every queue of dead letters', () => {
    const queues = resourcesOf('AWS::SQS::Queue').filter(([id]) => id.endsWith('DeadLetterQueue'));
    for (const [id] of queues) expect(text).toContain(`"\${${id}.QueueName}"`);
  });

  it('shows what the issue of every operator is: intake, outcomes, durations, throttles, PARTIAL, cost', () => {
    expect(shown).toEqual(
      expect.arrayContaining([
        ['AWS/SQS', 'ApproximateNumberOfMessagesVisible'],
        ['AWS/SQS', 'ApproximateAgeOfOldestMessage'],
        ['AWS/States', 'ExecutionsSucceeded'],
        ['AWS/Lambda', 'Duration'],
        ['AWS/Lambda', 'Throttles'],
        [NAMESPACE, 'RekognitionThrottles'],
        [NAMESPACE, 'FailedFeatures'],
        [NAMESPACE, 'EstimatedCost'],
      ]),
    );
  });

  it('lays no widget over another', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, at) => `${x + (at % width)},${y + Math.floor(at / width)}`),
    );

    expect(new Set(cells).size).toBe(cells.length);
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
  });
});

describe('the metrics of the stack', () => {
  const watched = alarms
    .filter(([, { Properties }]) => Properties.Namespace?.Ref === 'AWS::StackName')
    .map(([, { Properties }]) => Properties);

  it('that are shown or watched are those that the functions write', () => {
    const names = new Set([
      ...shown.filter(([namespace]) => namespace === NAMESPACE).map(([, name]) => name),
      ...watched.map(({ MetricName }) => MetricName),
    ]);

    expect([...names].toSorted()).toEqual(Object.keys(METRICS).toSorted());
  });

  it('are written by functions under the namespace of the stack', () => {
    const { Variables } = template.Globals.Function.Environment;
    const sources = functionFolders.flatMap(sourcesOf).join('\n');

    expect(Variables.POWERTOOLS_METRICS_NAMESPACE).toEqual({ Ref: 'AWS::StackName' });
    for (const { Dimensions } of watched)
      expect(Dimensions).toEqual([{ Name: 'service', Value: Variables.POWERTOOLS_SERVICE_NAME }]);
    for (const name of Object.keys(METRICS))
      expect(sources).toMatch(new RegExp(`\\b${name}: (?!MetricUnit)`));
  });
});
