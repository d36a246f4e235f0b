// GET /api/config: what the stack was deployed with, as far as a client has to know.

import type { Authentication, Config } from '@image-workflow/record/api/config';
import { MAX_LIMIT } from '@image-workflow/record/api/images';
import { MAX_FILES, MULTIPART_FROM_BYTES } from '@image-workflow/record/api/uploads';
import { FEATURES } from '@image-workflow/record/features';
import {
  flagFromEnv,
  integerFromEnv,
  integersFromEnv,
  namesFromEnv,
  percentFromEnv,
  stringFromEnv,
} from '../shared/env.ts';
import { InvalidConfigurationError } from '../shared/errors.ts';
import { FEATURE_USD } from '../shared/prices.ts';

/** @throws {InvalidConfigurationError} */
export function configFromEnv(): Config {
  const deployed = namesFromEnv('FEATURES', FEATURES);
  return {
    version: stringFromEnv('VERSION'),
    authentication: authenticationFromEnv(),
    isolation: flagFromEnv('ISOLATION'),
    features: FEATURES.map((name) => ({ name, isDefault: deployed.includes(name), usd: FEATURE_USD[name] })),
    limits: {
      objectBytes: integerFromEnv('MAX_OBJECT_BYTES'),
      pixels: integerFromEnv('MAX_PIXELS'),
      filesPerUpload: MAX_FILES,
      multipartFromBytes: MULTIPART_FROM_BYTES,
      itemsPerPage: MAX_LIMIT,
      photographsInFlight: integerFromEnv('MAX_PHOTOGRAPHS_IN_FLIGHT'),
    },
    thumbnailEdges: integersFromEnv('THUMBNAIL_EDGES').toSorted((one, other) => one - other),
    previewEdge: integerFromEnv('PREVIEW_EDGE'),
    moderationThreshold: percentFromEnv('MODERATION_THRESHOLD'),
    minConfidence: percentFromEnv('MIN_CONFIDENCE'),
    attributions: [{ text: 'Names of places: GeoNames, CC BY 4.0', url: 'https://www.geonames.org/' }],
  };
}

/** What the page asks the user pool for: who it is, and the address by which a person knows themselves. */
const SCOPES = ['openid', 'email'];

function authenticationFromEnv(): Authentication {
  const kind = stringFromEnv('AUTHENTICATION');
  if (kind === 'none' || kind === 'iam') return { kind };
  if (kind !== 'cognito') {
    throw new InvalidConfigurationError(
      `Expected cognito, iam or none in AUTHENTICATION but found ${JSON.stringify(kind)}`,
    );
  }
  return {
    kind,
    issuer: stringFromEnv('SIGN_IN_ISSUER'),
    clientId: stringFromEnv('SIGN_IN_CLIENT_ID'),
    signInUrl: stringFromEnv('SIGN_IN_URL'),
    scopes: SCOPES,
  };
}
