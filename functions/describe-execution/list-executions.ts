// A page of executions, the newest first.

import {
  type ExecutionListItem,
  InvalidToken,
  ListExecutionsCommand,
  type ListExecutionsCommandInput,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import {
  type ExecutionQuery,
  type ExecutionSummary,
  executionParamsSchema,
} from '@image-workflow/record/api/executions';
import { parseCursor, toCursor } from '../shared/api/cursor.ts';
import { ApiProblem } from '../shared/api/problem.ts';
import { toImageIdOf } from './to-execution.ts';

export interface ExecutionPage {
  items: ExecutionSummary[];
  cursor?: string;
}

/**
 * What Step Functions is asked for.
 *
 * @throws {ApiProblem} 400 for a cursor of another query.
 */
export function toListInput(
  stateMachineArn: string,
  { status, limit, cursor }: ExecutionQuery,
): ListExecutionsCommandInput {
  const nextToken = cursor === undefined ? undefined : parseCursor(cursor, toBinding(status, limit));
  return { stateMachineArn, statusFilter: status, maxResults: limit, nextToken };
}

/** Step Functions binds its token to them too. */
function toBinding(status: string | undefined, limit: number | undefined): unknown {
  return ['executions', status, limit];
}

/**
 * Executions that somebody has started by hand, under a name of their own, belong to no photograph and are left out.
 *
 * @throws {ApiProblem} 400 for a cursor that Step Functions does not know any more.
 */
export async function readExecutionPage(
  stepFunctions: SFNClient,
  input: ListExecutionsCommandInput,
): Promise<ExecutionPage> {
  try {
    const { executions = [], nextToken } = await stepFunctions.send(new ListExecutionsCommand(input));
    const binding = toBinding(input.statusFilter, input.maxResults);
    return {
      items: executions.flatMap(toSummary),
      ...(nextToken && { cursor: toCursor(nextToken, binding) }),
    };
  } catch (error) {
    if (!(error instanceof InvalidToken)) throw error;
    throw new ApiProblem(
      'invalid-cursor',
      'Expected the cursor of a page before but found one that leads nowhere any more',
    );
  }
}

function toSummary({ name = '', status, startDate, stopDate }: ExecutionListItem): ExecutionSummary[] {
  if (!startDate || !status || status === 'PENDING_REDRIVE') return [];
  if (!executionParamsSchema.safeParse({ name }).success) return [];
  return [
    {
      name,
      imageId: toImageIdOf(name),
      status,
      startedAt: startDate.toISOString(),
      ...(stopDate && { stoppedAt: stopDate.toISOString() }),
    },
  ];
}
