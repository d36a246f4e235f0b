// Which AWS operations a function's source calls: every `new …Command(` and `paginate…(` of the SDK in the files that it imports.

import { readFileSync } from 'node:fs';
import { projectFile } from './template.ts';

/** `import { a, type B } from './c.ts'`, `export … from`, over several lines too; not `import type`. */
const IMPORT = /(?:^|\n)(?:import|export)\s+(?!type\s)([^;]*?)\sfrom\s+'([^']+)'/g;

/** The files of this project that an entry runs, itself among them. What it imports only as types is not run. */
export function importGraph(entry: URL, graph = new Map<string, string>()): Map<string, string> {
  if (graph.has(entry.href)) return graph;
  const source = readFileSync(entry, 'utf8');
  graph.set(entry.href, source);
  for (const [, names = '', from = ''] of source.matchAll(IMPORT)) {
    if (from.startsWith('.') && !isTypesOnly(names)) importGraph(new URL(from, entry), graph);
  }
  return graph;
}

/** @param folder - In functions/. */
export function sourcesOf(folder: string): string[] {
  return [...importGraph(projectFile(`functions/${folder}/handler.ts`)).values()];
}

/** The SDK's commands that a function may send: `GetObjectCommand`, … */
export function commandsOf(folder: string): Set<string> {
  const commands = sourcesOf(folder).flatMap((source) => [
    ...[...source.matchAll(/new (\w+Command)\(/g)].map(([, name = '']) => name),
    ...[...source.matchAll(/\bpaginate(\w+)\(/g)].map(([, name]) => `${name}Command`),
  ]);
  return new Set(commands);
}

/** The packages that a function loads: `sharp`, `@aws-sdk/client-s3`, … */
export function packagesOf(folder: string): Set<string> {
  const imports = sourcesOf(folder).flatMap((source) => [...source.matchAll(IMPORT)]);
  return new Set(
    imports.flatMap(([, names = '', from = '']) => (from.startsWith('.') || isTypesOnly(names) ? [] : from)),
  );
}

/** `{ type A, type B }` */
function isTypesOnly(names: string): boolean {
  return /^\{\s*type\s[^,]+(,\s*type\s[^,]+)*,?\s*\}$/.test(names.trim());
}
