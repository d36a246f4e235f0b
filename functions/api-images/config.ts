// GET /api/config: what the stack was deployed with, as far as a client has to know.

import type { Config } from '@image-workflow/record/api/config';
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
import { FEATURE_USD } from '../shared/prices.ts';

/** @throws {InvalidConfigurationError} */
export function configFromEnv(): Config {
  const deployed = namesFromEnv('FEATURES', FEATURES);
  return {
    version: stringFromEnv('VERSION'),
    authentication: { kind: 'none' },
    isolation: flagFromEnv('ISOLATION'),
    features: FEATURES.map((name) => ({ name, isDefault: deployed.includes(name), usd: FEATURE_USD[name] })),
    limits: {
      objectBytes: integerFromEnv('MAX_OBJECT_BYTES'),
      pixels: integerFromEnv('MAX_PIXELS'),
      filesPerUpload: MAX_FILES,
      multipartFromBytes: MULTIPART_FROM_BYTES,
      itemsPerPage: MAX_LIMIT,
    },
    thumbnailEdges: integersFromEnv('THUMBNAIL_EDGES').toSorted((one, other) => one - other),
    previewEdge: integerFromEnv('PREVIEW_EDGE'),
    moderationThreshold: percentFromEnv('MODERATION_THRESHOLD'),
    minConfidence: percentFromEnv('MIN_CONFIDENCE'),
    attributions: [{ text: 'Names of places: GeoNames, CC BY 4.0', url: 'https://www.geonames.org/' }],
  };
}
