// npm run client [-- folder]: packs the client as it is installed elsewhere. Node strips no types below node_modules.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const packages = fileURLToPath(new URL('..', import.meta.url));
const dist = mkdtempSync(join(tmpdir(), 'image-workflow-client-'));
const folder = resolve(process.env.INIT_CWD ?? '.', process.argv[2] ?? '.');

mkdirSync(folder, { recursive: true });
await build({
  entryPoints: [join(packages, 'client/src/index.ts')],
  outfile: join(dist, 'index.js'),
  bundle: true, // the contract with it
  external: ['zod'],
  platform: 'neutral',
  format: 'esm',
  target: 'es2022',
});
writeTypes();
const own = JSON.parse(readFileSync(join(packages, 'client/package.json'), 'utf8'));
const shipped = {
  ...own,
  private: false,
  scripts: undefined,
  exports: { '.': { types: './types/client/src/index.d.ts', default: './index.js' } },
  dependencies: { zod: own.dependencies.zod },
};
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(shipped, null, 2)}\n`);
cpSync(join(packages, 'client/README.md'), join(dist, 'README.md'));
console.log(join(folder, run('npm', ['pack', '--silent', '--pack-destination', folder, dist]).trim()));
rmSync(dist, { recursive: true });

/** The declarations of client and contract, which find each other by their places. */
function writeTypes() {
  const types = join(dist, 'types');
  run('tsc', [
    ...['--declaration', '--emitDeclarationOnly', '--noEmit', 'false', '--outDir', types],
    ...['--rootDir', packages, '--module', 'nodenext', '--target', 'es2024', '--lib', 'es2024,dom'],
    ...['--strict', '--exactOptionalPropertyTypes', '--allowImportingTsExtensions', '--skipLibCheck'],
    ...['--types', 'node', '--ignoreConfig'],
    ...[join(packages, 'client/src/index.ts'), join(packages, 'record/src/api.ts')],
  ]);
  for (const file of readdirSync(types, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.d.ts')) continue;
    const path = join(types, file);
    const record = relative(join(path, '..'), join(types, 'record/src'));
    const text = readFileSync(path, 'utf8')
      .replaceAll(/(['"])@image-workflow\/record\/([^'"]+)\1/g, `'${record}/$2.js'`)
      .replaceAll(/(['"])@image-workflow\/record\1/g, `'${record}/record.js'`)
      .replaceAll(/(['"])(\.[^'"]*?)\.ts\1/g, "'$2.js'");
    writeFileSync(path, text);
  }
}

/** @returns What it wrote. */
function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: packages, encoding: 'utf8' });
  if (status !== 0) throw new Error(`Expected ${command} to succeed but it says: ${stdout}${stderr}`);
  return stdout;
}
