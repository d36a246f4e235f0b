// npm run reindex: makes the search index say what the records say.

import { UsageError } from '../../terminal/errors.ts';
import { OPTIONS_HELP, parseCommandLine, runCommandLine } from '../command-line.ts';
import { pauseIndexing } from './pause-indexing.ts';
import { emptyIndex, reindex } from './reindex.ts';

const HELP = `Usage: npm run reindex -- [options]

Goes through all records and mends what the search index says of each. Photographs may come and go meanwhile, and searches stay
whole. For the local cloud, which has to run (npm start), or with --stack for one in AWS.

  --from-nothing     empty the index first: searches find little until it is done. The function that keeps the index is
                     paused meanwhile, and goes on where it was
${OPTIONS_HELP}
Exit codes: 0 all is well; 1 something went wrong; 2 the command line is wrong; 130 it was interrupted, and can be given again.
`;

await runCommandLine({
  name: 'npm run reindex',
  help: HELP,
  parse: (args) =>
    parseCommandLine(args, { 'from-nothing': { type: 'boolean', default: false } }, (positionals, values) => {
      if (positionals.length > 0)
        throw new UsageError(`Expected options only but found "${positionals.join(' ')}"`);
      return { fromNothing: values['from-nothing'] };
    }),
  async run({ fromNothing }, { target, terminal, signal }) {
    const { documents } = target.clients;
    const index = {
      images: { documents, tableName: target.outputs.ImagesTableName },
      search: { documents, tableName: target.outputs.SearchTableName },
      isolation: target.parameters.Isolation === 'true',
    };
    const work = async (): Promise<{ seen: number; written: number }> => {
      if (fromNothing) await terminal.step('Empty the index', () => emptyIndex(index.search));
      return terminal.step('Index', (report) =>
        reindex(index, signal, ({ seen, written }) => report(`${seen} photographs, ${written} written`)),
      );
    };
    const result = fromNothing ? await pauseIndexing(target, work) : await work();
    return {
      result,
      text: `${result.seen} photographs looked at, ${result.written} indexed anew`,
      isComplete: !signal.aborted,
    };
  },
});
