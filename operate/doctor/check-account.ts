// The quotas of an account against the parameters of a stack in it.

import { GetAccountSettingsCommand, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { paginateListServiceQuotas, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { listFunctions } from '../../stack/functions.ts';
import { recommendPace } from '../../stack/recommended-pace.ts';
import type { Target } from '../../stack/target.ts';
import type { Check } from './check.ts';

/** The least that any region allows, by default. {@link https://docs.aws.amazon.com/general/latest/gr/rekognition.html} */
const LEAST_TPS = 5;

/** Each is asked once for a photograph; the searches of faces wait for their turn by themselves. */
const OPERATIONS = /\b(DetectLabels|DetectText|DetectModerationLabels|DetectFaces|RecognizeCelebrities)\b/;

/** New accounts get no function above this before they ask. */
const NEW_ACCOUNT_MEMORY_MB = 3_008;

export async function checkAccount(target: Target): Promise<Check[]> {
  const [lambdas, tps, memory] = await Promise.all([
    readLambdas(target),
    readRekognitionTps(new ServiceQuotasClient({})),
    checkMemory(target),
  ]);
  return [
    { name: 'Lambda concurrency', state: 'ok', found: `${lambdas} at once`, neededBy: [] },
    tps.check,
    memory,
    checkPace(target.parameters.MaxPhotographsInFlight, lambdas, tps.value),
  ];
}

/** @returns What no function of the account has reserved for itself. */
async function readLambdas({ clients }: Target): Promise<number> {
  const { AccountLimit } = await clients.lambda.send(new GetAccountSettingsCommand({}));
  return AccountLimit?.UnreservedConcurrentExecutions ?? AccountLimit?.ConcurrentExecutions ?? 0;
}

/** @returns Calls a second of the operation that may be asked least often. */
export async function readRekognitionTps(
  quotas: ServiceQuotasClient,
): Promise<{ value: number; check: Check }> {
  const check = { name: 'Rekognition calls', neededBy: [] };
  try {
    const found: number[] = [];
    for await (const page of paginateListServiceQuotas({ client: quotas }, { ServiceCode: 'rekognition' })) {
      for (const { QuotaName = '', Value } of page.Quotas ?? []) {
        if (OPERATIONS.test(QuotaName) && /second/i.test(QuotaName) && Value) found.push(Value);
      }
    }
    const value = Math.min(...found);
    if (found.length > 0) {
      return {
        value,
        check: { ...check, state: 'ok', found: `${value} a second for each operation, or more` },
      };
    }
    return unknownTps('Service Quotas names none');
  } catch (error) {
    return unknownTps(`Service Quotas says ${(error as Error).name}`);
  }
}

function unknownTps(why: string): { value: number; check: Check } {
  return {
    value: LEAST_TPS,
    check: {
      name: 'Rekognition calls',
      state: 'warning',
      found: `unknown (${why}); ${LEAST_TPS} a second taken for granted`,
      advice: 'allow servicequotas:ListServiceQuotas, or look into the Service Quotas console',
      neededBy: [],
    },
  };
}

async function checkMemory({ clients, stackName }: Target): Promise<Check> {
  const functions = await listFunctions(clients.cloudFormation, stackName);
  const sizes = await Promise.all(
    functions.map(async ({ functionName }) => {
      const command = new GetFunctionConfigurationCommand({ FunctionName: functionName });
      return (await clients.lambda.send(command)).MemorySize ?? 0;
    }),
  );
  const largest = Math.max(...sizes);
  const check = { name: 'Lambda memory', found: `${largest} MB for the largest function`, neededBy: [] };
  if (largest <= NEW_ACCOUNT_MEMORY_MB) return { ...check, state: 'ok' };
  const advice = `this account has it; a new one has ${NEW_ACCOUNT_MEMORY_MB} MB until it asks for more`;
  return { ...check, state: 'ok', advice };
}

export function checkPace(current: number, lambdas: number, rekognitionTps: number): Check {
  const { maxPhotographsInFlight, limitedBy, isTight } = recommendPace({ lambdas, rekognitionTps });
  const check = { name: 'MaxPhotographsInFlight', found: `${current}`, neededBy: [] };
  const because = `${limitedBy} limits this account${isTight ? ', which is tight: ask for more Lambda concurrency' : ''}`;
  if (current === maxPhotographsInFlight) return { ...check, state: 'ok' };
  return {
    ...check,
    state: 'warning',
    advice: `set it to ${maxPhotographsInFlight} (--parameter-overrides MaxPhotographsInFlight=${maxPhotographsInFlight}): ${because}`,
  };
}
