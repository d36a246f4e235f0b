// What CloudWatch is told, as lines of the log that it reads (embedded metric format). The namespace is the stack's name.
//
// A metric costs by its name and dimensions, so there are few of them, and none with the name of a photograph.

import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

const metrics = new Metrics();

/** Everything that is counted. The alarms and the dashboard of the template name nothing else. */
export const METRICS = {
  /** Finished photographs: in all, by `status`, by `format`. */
  Photographs: MetricUnit.Count,
  /** 1 for a photograph of which a feature failed for good, else 0: its average is the share of them. */
  Partial: MetricUnit.Count,
  /** Features that failed for good, by `feature`. */
  FailedFeatures: MetricUnit.Count,
  /** From the upload to the finished record. */
  Seconds: MetricUnit.Seconds,
  RekognitionCalls: MetricUnit.Count,
  /** US dollars at list prices: an estimate and no bill. CloudWatch has no unit for them. */
  EstimatedCost: MetricUnit.NoUnit,
  SavedCost: MetricUnit.NoUnit,
  /** Photographs that StartWorkflow has started, and those that it sent to the end of their queue. */
  Started: MetricUnit.Count,
  Waiting: MetricUnit.Count,
  /** 1 where StartWorkflow could start nothing of a batch, else 0: a minimum of 1 says that nothing moves. */
  Standstill: MetricUnit.Count,
  /** Calls that Rekognition refused for lack of quota. */
  RekognitionThrottles: MetricUnit.Count,
  /** Photographs that stayed PROCESSING until the sweeper closed or started them. */
  Swept: MetricUnit.Count,
} as const;

export type MetricName = keyof typeof METRICS;

/** By what a metric is told apart beside the service. Each has few values. */
export type Dimension = { status: string } | { format: string } | { feature: string };

export function publish(values: Partial<Record<MetricName, number>>, dimension?: Dimension): void {
  for (const [name, value] of Object.entries(dimension ?? {})) metrics.addDimension(name, value);
  for (const [name, value] of Object.entries(values)) {
    metrics.addMetric(name, METRICS[name as MetricName], value);
  }
  metrics.publishStoredMetrics(); // and forgets them, with the dimension
}
