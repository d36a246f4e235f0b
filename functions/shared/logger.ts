// One structured logger for every function. Log an outcome and the object's identity, never GPS or image bytes.

import { Logger } from '@aws-lambda-powertools/logger';

export const logger = new Logger();
