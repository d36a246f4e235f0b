// How long a client of the AWS SDK waits for an answer: without these options for ever.

/**
 * A request that hangs is given up and tried again, instead of holding the function until its own time-out cuts it
 * off without a word. The SDK's three attempts of 8 s stay below the 30 s of a function.
 *
 * @param requestTimeoutMs - From the request to the head of the answer; reading a long body may take longer.
 */
export function toClientOptions({ requestTimeoutMs = 8_000 } = {}) {
  return {
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true, // by default the SDK only warns
    },
  };
}
