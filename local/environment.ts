// The environment of the programs that talk to the local cloud: its endpoint, keys that mean nothing elsewhere, and
// nothing of the user's own AWS configuration, so that no mistake here can ever reach a real account.

import { devNull } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { localFolder, tools } from './project.ts';

export const REGION = 'us-east-1';

/** The emulator knows these keys as its administrator's. */
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

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

/** What an SDK or a command-line tool needs to talk to `endpoint`, and to nothing else. */
export function awsEnvironment(endpoint: string): NodeJS.ProcessEnv {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
}
