// How a program signs in to the local cloud: keys that mean nothing elsewhere, so that no mistake here can ever reach a
// real account.

import { devNull } from 'node:os';

export const REGION = 'us-east-1';

/** The emulator knows these keys as its administrator's. */
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

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
