// What exiftool says of files: the ground truth of `npm run compare-metadata`.

import { spawn } from 'node:child_process';

/** One file's tags by group and name, `ExifIFD:FNumber`, as numbers and texts without exiftool's wording. */
export type ExiftoolTags = Readonly<Record<string, unknown>>;

/** exiftool is absent, or could not be run. The message says what to do. */
export class ExiftoolError extends Error {
  override readonly name = 'ExiftoolError';
}

/** `-a` keeps a tag that stands in two groups, `-G1` names the group, `-n` gives numbers instead of wording. */
const OPTIONS = ['-json', '-a', '-G1', '-n', '-api', 'LargeFileSupport=1', '-charset', 'filename=utf8'];

/** A run of its own: the module makes exiftool pass over what does not lie where the Metadata Working Group has it. */
const MWG_OPTIONS = ['-use', 'MWG', '-MWG:all'];

/**
 * Files by path. A file that exiftool cannot read has its error under `ExifTool:Error`; what exiftool makes of several sources by
 * the rules of the Metadata Working Group stands under `MWG:`.
 */
export async function runExiftool(paths: readonly string[]): Promise<Map<string, ExiftoolTags>> {
  const [files, reconciled] = await Promise.all([
    readFiles(OPTIONS, paths),
    readFiles([...OPTIONS, ...MWG_OPTIONS], paths),
  ]);
  return new Map(
    files.map((tags, index) => [
      String(tags.SourceFile),
      withWholeIptc(withoutLanguages({ ...tags, ...onlyMwg(reconciled[index]) })),
    ]),
  );
}

async function readFiles(options: readonly string[], paths: readonly string[]): Promise<ExiftoolTags[]> {
  const output = await run('exiftool', [...options, '-@', '-'], paths.join('\n'));
  return output.trim() === '' ? [] : JSON.parse(output);
}

function onlyMwg(tags: ExiftoolTags = {}): ExiftoolTags {
  return Object.fromEntries(Object.entries(tags).filter(([name]) => name.startsWith('MWG:')));
}

/** PNG's texts in a language other than English are named `PNG:Title-fi`; they are the title all the same. */
function withoutLanguages(tags: ExiftoolTags): ExiftoolTags {
  const names = Object.keys(tags).filter((name) => /^PNG:\w+-\w/.test(name));
  const texts = names.map((name) => [name.replace(/-.*/, ''), tags[name]]);
  return { ...Object.fromEntries(texts), ...tags };
}

/** Of two blocks of IPTC, which exiftool names `IPTC` and `IPTC2`, the one that is not cut. */
function withWholeIptc(tags: ExiftoolTags): ExiftoolTags {
  const second = Object.entries(tags).filter(([name]) => name.startsWith('IPTC2:'));
  const first = Object.keys(tags).filter((name) => name.startsWith('IPTC:'));
  if (second.length <= first.length) return tags;
  return {
    ...tags,
    ...Object.fromEntries(second.map(([name, value]) => [name.replace('IPTC2', 'IPTC'), value])),
  };
}

async function run(command: string, args: readonly string[], input: string): Promise<string> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const failed = new Promise<never>((_, reject) => {
    child.on('error', (cause) => {
      const hint = 'Install it with `apt-get install libimage-exiftool-perl` or `brew install exiftool`';
      reject(new ExiftoolError(`Expected to run exiftool but found none on the PATH. ${hint}`, { cause }));
    });
  });
  const chunks: Buffer[] = [];
  const finished = (async () => {
    child.stdin.on('error', () => {}); // said by the event above
    child.stdin.end(input);
    for await (const chunk of child.stdout) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  })();
  return Promise.race([finished, failed]);
}
