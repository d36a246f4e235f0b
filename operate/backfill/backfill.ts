// Says what lies in the uploads bucket without a record, and has the state machine Backfill send it through intake.

import { countMessages } from '../../stack/count-messages.ts';
import { OperatorError } from '../../terminal/errors.ts';
import { formatAge, printable } from '../../terminal/text.ts';
import type { CommandContext, Report } from '../command-line.ts';
import { countPhotographs, formatUsd, toUsd } from '../estimate.ts';
import type { BackfillRequest } from './arguments.ts';
import { follow, type Progress, readFailure, start } from './follow.ts';
import { readResults, type Taken } from './results.ts';
import { type Survey, survey } from './survey.ts';

/** From its start to its record, where nothing has to wait. */
const SECONDS_PER_PHOTOGRAPH = 4;
/** As long as the intake queue keeps a message. */
const LONGEST_BACKLOG_MS = 10 * 86_400_000;

export async function backfill(request: BackfillRequest, context: CommandContext): Promise<Report> {
  const { target, terminal } = context;
  const found = await terminal.step('Look for photographs without a record', (report) =>
    survey(request, context, report),
  );
  const summary = await summarize(found, context);
  const { objects, toSend, known } = found;
  const refused = Object.fromEntries([...found.refused].map(([reason, { objects }]) => [reason, objects]));
  const usd = toSend * toUsd(target.parameters.Features);
  const result = { objects, toSend, known, refused, usd };

  if (toSend === 0 || request.isDryRun) return { result, text: summary, isComplete: true };
  const isAgreed = request.isConfirmed || (await context.ask(`${summary}\nSend to the intake queue?`));
  if (!isAgreed) {
    const text =
      isAgreed === undefined ? `${summary}: --yes sends them to the intake queue` : 'Nothing was sent';
    return { result, text, isComplete: true };
  }
  if (request.isConfirmed) terminal.print(summary);
  return await run(request, context);
}

/** Of one paragraph: what was found, what it takes, and what to know before. */
async function summarize(found: Survey, { target }: CommandContext): Promise<string> {
  const { clients, outputs, parameters } = target;
  const usd = found.toSend * toUsd(parameters.Features);
  const paceMs = (SECONDS_PER_PHOTOGRAPH * 1_000) / parameters.MaxPhotographsInFlight;
  const waiting = await countMessages(clients, outputs.IntakeQueueUrl);
  return [
    ...[...found.refused].map(
      ([reason, { objects, examples }]) =>
        `Left out: ${objects} (${reason}), such as ${examples.map(printable).join(', ')}`,
    ),
    ...(waiting > 0
      ? [
          `${waiting} uploads wait in the intake queue and have no record yet: they would be run twice. Better wait`,
        ]
      : []),
    ...(found.toSend * paceMs > LONGEST_BACKLOG_MS
      ? ['That is more than the intake queue can keep at this pace: go through the bucket by --prefix']
      : []),
    `${found.objects.toLocaleString('en')} objects, ${found.known.toLocaleString('en')} known: ${countPhotographs(found.toSend)} to run, ` +
      `about ${formatUsd(usd)} at list prices without the search of faces, and ${formatAge(found.toSend * paceMs)}`,
  ].join('\n');
}

async function run({ prefix, all }: BackfillRequest, context: CommandContext): Promise<Report> {
  const { clients, outputs, stackName, endpoint } = context.target;
  const executionArn = await start(clients, outputs.BackfillStateMachineArn, { prefix, all });
  let progress: Progress = { done: 0, failed: 0, total: 0 };
  const execution = await context.terminal.step('Send them to the intake queue', (report) =>
    follow(clients, executionArn, context.signal, (now) => {
      progress = now;
      report(`${now.done} of ${now.total} objects${now.failed > 0 ? `, ${now.failed} failed` : ''}`);
    }),
  );
  if (!execution) {
    const aws = `aws ${endpoint === undefined ? '' : `--endpoint-url ${endpoint} `}stepfunctions`;
    context.terminal.print(
      `The backfill goes on without this command. It ends with ${aws} stop-execution --execution-arn ${executionArn}`,
    );
    return { result: { executionArn }, text: undefined, isComplete: false };
  }
  if (execution.status !== 'SUCCEEDED') {
    const because = (await readFailure(clients, executionArn)) ?? execution.cause ?? execution.error;
    throw new OperatorError(
      `Expected the backfill of ${stackName} to succeed but it ${execution.status}: ${because ?? executionArn}`,
    );
  }
  const taken = await readResults(clients.s3, execution.output ?? '');
  return {
    result: { executionArn, ...taken, failed: progress.failed },
    text: describe(taken, progress.failed),
    isComplete: progress.failed === 0,
  };
}

function describe({ sent, known, refused }: Taken, failed: number): string {
  return [
    ...Object.entries(refused).map(([reason, objects]) => `Left out: ${objects} (${reason})`),
    ...(failed > 0
      ? [
          `${failed} objects could not be looked at: npm run logs -- TakeInObjects says why; give the command again`,
        ]
      : []),
    `${countPhotographs(sent)} sent to the intake queue, ${known.toLocaleString('en')} known`,
  ].join('\n');
}
