// The functions of a stack, by the names that people know them by.

import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { OperatorError } from '../terminal/errors.ts';
import { listResources } from './resources.ts';

/** One function: three spellings of one name, and what CloudFormation has called it. */
export interface StackFunction {
  /** `DetectLabels`, as the state machine says it. */
  state: string;
  /** `DetectLabelsFunction`, as template.yaml says it. */
  logicalId: string;
  /** `detect-labels`, of its folder and its event. */
  folder: string;
  functionName: string;
  /** Absent where the template gives it none of its own. */
  logGroup: string | undefined;
}

/** Sorted by name. */
export async function listFunctions(
  cloudFormation: CloudFormationClient,
  stackName: string,
): Promise<StackFunction[]> {
  const resources = await listResources(cloudFormation, stackName);
  const physicalIds = new Map(resources.map(({ logicalId, physicalId }) => [logicalId, physicalId]));
  return resources
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .map(({ logicalId, physicalId: functionName }) => {
      const state = logicalId.replace(/Function$/, '');
      return {
        state,
        logicalId,
        folder: state.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase(),
        functionName,
        logGroup: physicalIds.get(`${state}LogGroup`),
      };
    })
    .sort((one, other) => (one.state < other.state ? -1 : 1));
}

/**
 * @param name - `DetectLabels`, `DetectLabelsFunction` or `detect-labels`, in any case.
 * @throws {OperatorError} That names all there are.
 */
export function findFunction(functions: readonly StackFunction[], name: string): StackFunction {
  const wanted = name.toLowerCase();
  const found = functions.find(({ state, logicalId, folder }) =>
    [state, logicalId, folder].some((spelling) => spelling.toLowerCase() === wanted),
  );
  if (found) return found;
  throw new OperatorError(
    `Expected one of ${functions.map(({ state }) => state).join(', ')} but found "${name}"`,
  );
}
