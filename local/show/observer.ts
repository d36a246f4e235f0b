// Tells a person, or a script, what a session does.

import type { ImageRecord, ImageStatus } from '@image-workflow/record';
import * as z from 'zod';
import { parseJson } from '../../functions/shared/parse-json.ts';
import { seconds, type Terminal } from '../../terminal/terminal.mjs';
import { dim, printable } from '../../terminal/text.ts';
import type { Finished, FollowedExecution } from '../follow/executions.ts';
import type { SessionObserver } from '../session.ts';
import { describeRunning } from './live.ts';
import { Progress } from './progress.ts';
import { describeInOneLine, describeRecord, describeVisit } from './record.ts';

const failureSchema = z.object({ errorMessage: z.string() });

/** More photographs than this are shown in one line each. */
const MANY = 4;

export interface ObserverOptions {
  terminal: Terminal;
  /** Each record as one line of JSON on standard output; all else goes to standard error. */
  json: boolean;
  /** How many photographs are to come; among many, one line each is enough, unless `isLong`. */
  expected: number;
  isLong: boolean;
  /** Draws what was found on the photograph. @returns What became of it, in one line. */
  annotate?(record: ImageRecord): Promise<string>;
  /** Called when everything is settled, with the execution that ended last. */
  onSettled(last: Finished | undefined): void | Promise<void>;
}

/** @returns Told by the session; `hide` takes away what changes in place. */
export function createObserver({
  terminal,
  json,
  expected,
  isLong,
  annotate,
  onSettled,
}: ObserverOptions): SessionObserver & { hide(): void } {
  const output = json ? process.stderr : process.stdout;
  const counts = new Map<ImageStatus, number>();
  let running: FollowedExecution[] = [];
  let last: Finished | undefined;
  const progress = new Progress(expected);
  const isBrief = expected > MANY && !isLong;
  const columns = output.isTTY ? output.columns : undefined;
  const hide = terminal.live(() => [...describeRunning(running), ...progress.describe()]);

  return {
    hide,
    resumed(keys) {
      progress.expect(keys.length);
      terminal.print(`Resumed what was left unfinished: ${keys.map(printable).join(', ')}`);
    },
    round(round) {
      running = round.running;
      if (terminal.isLive) return; // the lines that change in place show it
      if (isBrief) {
        for (const line of progress.describeSometimes()) terminal.print(line);
        return;
      }
      for (const { execution, visit } of round.exited) {
        if (visit.type === 'Task')
          terminal.print(`${printable(execution.image.key)}  ${describeVisit(visit)}`);
      }
    },
    async finished(record: ImageRecord, finished) {
      counts.set(record.status, (counts.get(record.status) ?? 0) + 1);
      progress.finish();
      last = finished ?? last;
      const describe = isBrief ? describeInOneLine : describeRecord;
      if (json) terminal.print(JSON.stringify(record), process.stdout);
      else terminal.print(describe(record, finished?.execution.visits ?? [], columns), output);
      if (annotate) terminal.print(dim(printable(await annotate(record))), output);
    },
    setAside({ key, reason }) {
      terminal.print(
        `Set aside in the dead-letter queue: ${printable(key ?? 'a message')} (${printable(reason)})`,
      );
    },
    strayed({ name, status, error, cause }) {
      const why = [error, cause && toMessage(cause)].filter(Boolean).join(': ');
      terminal.print(
        `The execution ${printable(name)} ended ${status} and has no record${why ? `: ${printable(why)}` : ''}`,
      );
    },
    stoodStill(quietMs, reasons) {
      terminal.print(`Nothing has moved for ${seconds(quietMs)}:`);
      for (const reason of reasons) terminal.print(`  ${reason}`);
      if (reasons.length === 0) terminal.print('  no cause is to be seen from outside');
    },
    async settled() {
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
      const byStatus = [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
      if (total > 1) terminal.print(dim(`\n${total} photographs: ${byStatus}`));
      await onSettled(last);
    },
  };
}

/** A function's error is JSON in the cause of its execution: `{ "errorMessage": …, "errorType": …, "trace": … }`. */
function toMessage(cause: string): string {
  return failureSchema.safeParse(parseJson(cause)).data?.errorMessage ?? cause;
}
