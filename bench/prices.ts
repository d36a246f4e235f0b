// What AWS asks for: list prices of us-east-1, without free tiers and taxes.

/** US dollars, read on 2026-11-22. */
export const PRICES = {
  rekognitionCall: { usd: 0.001, source: 'https://aws.amazon.com/rekognition/pricing/' }, // first million a month
  stateTransition: { usd: 0.025 / 1_000, source: 'https://aws.amazon.com/step-functions/pricing/' },
  lambdaGbSecond: { usd: 0.0000133334, source: 'https://aws.amazon.com/lambda/pricing/' }, // arm64
  lambdaRequest: { usd: 0.2 / 1e6, source: 'https://aws.amazon.com/lambda/pricing/' },
  s3Put: { usd: 0.005 / 1_000, source: 'https://aws.amazon.com/s3/pricing/' },
  s3Get: { usd: 0.0004 / 1_000, source: 'https://aws.amazon.com/s3/pricing/' },
  dynamoDbWriteUnit: { usd: 0.625 / 1e6, source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/' }, // 1 KB each
  sqsRequest: { usd: 0.4 / 1e6, source: 'https://aws.amazon.com/sqs/pricing/' },
  logGigabyte: { usd: 0.5, source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  trace: { usd: 5 / 1e6, source: 'https://aws.amazon.com/xray/pricing/' },
};
