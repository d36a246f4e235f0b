// Our own permanent errors. Their names are literals because Step Functions matches `error.name` and
// SAM's esbuild minifies class names. Errors of the AWS SDK pass through unwrapped: their names are useful.

/** The input does not have the shape this function expects. No retry can mend it. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
}

/** The function was deployed with a missing or wrong environment variable. No retry can mend it. */
export class InvalidConfigurationError extends Error {
  override readonly name = 'InvalidConfigurationError';
}
