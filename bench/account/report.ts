// What a simulated burst has come to, in the words of whoever pays and waits for it.

import { PRICES } from '../prices.ts';
import type { BurstResult } from './burst.ts';

const STARTER_GIGABYTES = 0.5; // of StartWorkflow, the template's default

/** Counts are photographs, `seconds` run from the first upload to the end of the last photograph. */
export interface Report {
  maxPhotographsInFlight: number | null;
  succeeded: number;
  partial: number;
  failed: number;
  timedOut: number;
  succeededPercent: number;
  seconds: number;
  /** What no pacing could beat, and what sets it. */
  limitSeconds: number;
  limitedBy: string;
  timesLimit: number;
  retries: number;
  retriesOfLambda: number;
  retriesOfRekognition: number;
  retriesPercentOfTransitions: number;
  retriesCostUsd: number;
  /** Of StartWorkflow, which mostly waits. */
  waitingCostUsd: number;
  /** One photograph that somebody uploads while the burst is at work: seconds from upload to record. */
  single: { photographs: number; succeeded: number; p50Seconds: number; p99Seconds: number };
  mostAtOnce: number;
  apiDeniedPercent: number;
  listExecutionsPerSecond: number;
}

export function toReport(result: BurstResult, maxPhotographsInFlight: number | undefined): Report {
  const { statuses, single, retries, transitions } = result;
  const photographs = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const retried = retries.lambda + retries.rekognition;
  return {
    maxPhotographsInFlight: maxPhotographsInFlight ?? null,
    succeeded: statuses.SUCCEEDED,
    partial: statuses.PARTIAL,
    failed: statuses.FAILED,
    timedOut: statuses.TIMED_OUT,
    succeededPercent: round((100 * statuses.SUCCEEDED) / photographs),
    seconds: round(result.seconds, 1),
    limitSeconds: round(result.limitSeconds, 1),
    limitedBy: result.limitedBy,
    timesLimit: round(result.seconds / result.limitSeconds),
    retries: retried,
    retriesOfLambda: retries.lambda,
    retriesOfRekognition: retries.rekognition,
    retriesPercentOfTransitions: round((100 * retried) / transitions),
    retriesCostUsd: round(retried * PRICES.stateTransition.usd),
    waitingCostUsd: round(result.starterSeconds * STARTER_GIGABYTES * PRICES.lambdaGbSecond.usd),
    single: {
      photographs: single.seconds.length,
      succeeded: single.statuses.SUCCEEDED,
      p50Seconds: round(percentile(single.seconds, 0.5), 1),
      p99Seconds: round(percentile(single.seconds, 0.99), 1),
    },
    mostAtOnce: result.mostAtOnce,
    apiDeniedPercent: round(100 * result.apiDenied, 1),
    listExecutionsPerSecond: round(result.listCalls / result.seconds),
  };
}

/** One line for each figure; one column for each report. */
export function describe(reports: Record<string, Report>): string {
  const all = Object.values(reports);
  const rows: [name: string, of: (report: Report) => string][] = [
    ['MaxPhotographsInFlight', ({ maxPhotographsInFlight }) => String(maxPhotographsInFlight ?? '-')],
    ['SUCCEEDED', ({ succeeded, succeededPercent }) => `${count(succeeded)} (${succeededPercent} %)`],
    [
      'PARTIAL, FAILED, TIMED_OUT',
      ({ partial, failed, timedOut }) => [partial, failed, timedOut].map(count).join(', '),
    ],
    ['time in all', ({ seconds, timesLimit }) => `${duration(seconds)}, ${timesLimit} × the limit`],
    ['the limit', ({ limitSeconds, limitedBy }) => `${duration(limitSeconds)} (${limitedBy})`],
    [
      'retries',
      ({ retries, retriesPercentOfTransitions, retriesCostUsd }) =>
        `${count(retries)} (${retriesPercentOfTransitions} % of transitions), $${retriesCostUsd.toFixed(2)}`,
    ],
    ['StartWorkflow waiting', ({ waitingCostUsd }) => `$${waitingCostUsd.toFixed(2)}`],
    [
      'one photograph in the middle',
      ({ single }) => `${single.p50Seconds} s (median), ${single.p99Seconds} s (99 %)`,
    ],
    ['at work at once', ({ mostAtOnce }) => count(mostAtOnce)],
    ['API beside it refused', ({ apiDeniedPercent }) => `${apiDeniedPercent} %`],
  ];
  const header = ['', ...Object.keys(reports)];
  const cells = [header, ...rows.map(([name, of]) => [name, ...all.map(of)])];
  const widths = header.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** @param ordered - The smallest first. */
function percentile(ordered: readonly number[], share: number): number {
  return ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? 0;
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function round(value: number, decimals = 2): number {
  return Number(value.toFixed(decimals));
}
