// Where a run of chaos happens: a local cloud, and what of it the stack's outputs do not name.

import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Index } from '../../functions/shared/search/index-image.ts';
import type { LocalCloud } from '../../local/cloud.ts';
import type { CommandContext } from '../../operate/command-line.ts';
import { toLocalConnection } from '../../stack/clients.ts';
import { listResources } from '../../stack/resources.ts';
import { LOCAL_STACK_NAME } from '../../stack/stack.ts';
import { openTarget, type Target } from '../../stack/target.ts';
import type { Terminal } from '../../terminal/terminal.mjs';

/** What a killed function had in its hands comes again after that, and not after minutes. */
const VISIBILITY_SECONDS = 20;
const SHORTENED = ['FastQueue', 'IntakeQueue', 'ForgetQueue'];

export interface Place {
  cloud: LocalCloud;
  events: EventBridgeClient;
  target: Target;
  /** Every queue of the stack: its URL, by the name that template.yaml has for it. */
  queues: ReadonlyMap<string, string>;
  /** The same of its rules, with their names. */
  rules: ReadonlyMap<string, string>;
}

export async function openPlace(cloud: LocalCloud): Promise<Place> {
  const resources = await listResources(cloud.clients.cloudFormation, LOCAL_STACK_NAME);
  const ofType = (wanted: string, toName: (physicalId: string) => string) =>
    new Map(
      resources.flatMap(({ type, logicalId, physicalId }) =>
        type === wanted ? [[logicalId, toName(physicalId)] as const] : [],
      ),
    );
  const queues = ofType('AWS::SQS::Queue', (url) => url);
  for (const name of SHORTENED) {
    await cloud.clients.sqs.send(
      new SetQueueAttributesCommand({
        QueueUrl: queues.get(name),
        Attributes: { VisibilityTimeout: String(VISIBILITY_SECONDS) },
      }),
    );
  }
  return {
    cloud,
    events: new EventBridgeClient(toLocalConnection(cloud.endpoint)),
    target: await openTarget({ endpoint: cloud.endpoint }),
    queues,
    rules: ofType('AWS::Events::Rule', (nameOrArn) => nameOrArn.split(/[/|]/).at(-1) ?? ''),
  };
}

export function toQueueUrl({ queues }: Place, name: string): string {
  const url = queues.get(name);
  if (url === undefined) throw new Error(`Expected a queue ${name} in the stack`);
  return url;
}

/** What the operator's commands work with; of them only the result counts here. */
export function toContext({ target }: Place, signal: AbortSignal): CommandContext {
  const terminal: Terminal = {
    isLive: false,
    print: () => {},
    live: () => () => {},
    step: (_title, work) => work(() => {}),
  };
  return { target, terminal, ask: async () => true, signal, workingFolder: '.' };
}

export function toIndex({ cloud, target }: Place): Index {
  const { documents } = cloud.clients;
  return {
    images: { documents, tableName: cloud.outputs.ImagesTableName },
    search: { documents, tableName: cloud.outputs.SearchTableName },
    isolation: target.parameters.Isolation === 'true',
  };
}
