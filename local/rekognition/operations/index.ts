// The operations this server offers, by the service's own names.

import { detectLabels } from './detect-labels.ts';
import type { Operation } from './operation.ts';

// biome-ignore lint/suspicious/noExplicitAny: each operation's request has its own schema, checked where it is parsed
export const operations: Readonly<Record<string, Operation<any>>> = {
  DetectLabels: detectLabels,
};
