// The environment of the programs that the local cloud starts: nothing of the user's own AWS configuration.

import { delimiter, dirname, join } from 'node:path';
import { localFolder, tools } from './project.ts';

/** Everything but AWS's variables, with Node 24 and the tools of node_modules first on the PATH. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('AWS_') && !name.startsWith('npm_'),
  );
  return {
    ...Object.fromEntries(others),
    PATH: [dirname(tools.node), tools.nodeModulesBin, process.env.PATH].join(delimiter),
    // Python keeps what it has compiled, or each start of SAM and of the emulator takes seconds longer; not beside the
    // sources, which are the project's.
    PYTHONDONTWRITEBYTECODE: '',
    PYTHONPYCACHEPREFIX: join(localFolder, 'pycache'),
  };
}
