// What is kept: private, encrypted, recoverable, and still there when the stack is gone.

import { describe, expect, it } from '@jest/globals';
import { resource, resourcesOf, statementsOf, templateText, toArray } from './template.ts';

/** Holds nothing of its own: `npm run reindex` makes it again from ImagesTable. */
const DERIVED = 'SearchTable';

const buckets = resourcesOf('AWS::S3::Bucket');
const tables = resourcesOf('AWS::DynamoDB::Table').filter(([id]) => id !== DERIVED);

const bucketPolicies = resourcesOf('AWS::S3::BucketPolicy');

describe.each([...buckets, ...tables, ...bucketPolicies])(
  '%s',
  (_, { DeletionPolicy, UpdateReplacePolicy }) => {
    it('outlives the stack and a replacement, but not a first deploy that fails', () => {
      expect({ DeletionPolicy, UpdateReplacePolicy }).toEqual({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
    });
  },
);

describe(DERIVED, () => {
  it('goes with the stack, and is encrypted like the others', () => {
    const { DeletionPolicy, Properties } = resource(DERIVED);

    expect(DeletionPolicy).toBeUndefined();
    expect(Properties.SSESpecification).toEqual({ SSEEnabled: true });
  });

  it('is kept by what reads keys alone from the stream, and sets aside what it cannot index', () => {
    expect(resource('ImagesTable').Properties.StreamSpecification).toEqual({ StreamViewType: 'KEYS_ONLY' });
    expect(resource('IndexImagesEventSource').Properties).toMatchObject({
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': 'IndexImagesDeadLetterQueue.Arn' } } },
    });
  });
});

describe.each(buckets)('%s', (id, { Properties }) => {
  it('is closed to the public in all four ways', () => {
    expect(Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(Properties.OwnershipControls.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
  });

  it('is encrypted', () => {
    expect(Properties.BucketEncryption.ServerSideEncryptionConfiguration).toHaveLength(1);
  });

  it('refuses everything that is not sent over TLS', () => {
    const policies = bucketPolicies.filter(([, policy]) => policy.Properties.Bucket.Ref === id);

    expect(policies).toHaveLength(1);
    expect(policies[0]?.[1].Properties.PolicyDocument.Statement).toContainEqual({
      Sid: 'RefuseUnencryptedTransport',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [{ 'Fn::GetAtt': `${id}.Arn` }, { 'Fn::Sub': `\${${id}.Arn}/*` }],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });
});

describe('UploadBucket', () => {
  const { Properties } = resource('UploadBucket');

  it('keeps every version of an original', () => {
    expect(Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
  });

  it('takes what a browser sends, which S3 admits by its signature alone', () => {
    expect(Properties.CorsConfiguration.CorsRules).toEqual([
      {
        AllowedOrigins: ['*'],
        AllowedMethods: ['POST', 'PUT'],
        AllowedHeaders: ['*'],
        ExposedHeaders: ['ETag'],
        MaxAge: 3_600,
      },
    ]);
  });

  it('lets nobody in by its policy', () => {
    for (const id of ['UploadBucketPolicy', 'ResultsBucketPolicy'])
      expect(resource(id).Properties.PolicyDocument.Statement).toHaveLength(1);
  });

  it('tells EventBridge of new objects', () => {
    expect(Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
  });

  it('gives up uploads that were never completed', () => {
    expect(Properties.LifecycleConfiguration.Rules).toContainEqual(
      expect.objectContaining({
        Status: 'Enabled',
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      }),
    );
  });

  it("is encrypted with the owner's key, where there is one", () => {
    expect(Properties.BucketEncryption.ServerSideEncryptionConfiguration).toEqual([
      {
        'Fn::If': [
          'HasUploadKmsKey',
          {
            ServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: { Ref: 'UploadKmsKeyArn' },
            },
            BucketKeyEnabled: true,
          },
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
        ],
      },
    ]);
  });

  it("lets whoever reads an original decrypt it with the owner's key, through S3 alone", () => {
    const readers = resourcesOf('AWS::Serverless::Function').filter(([id]) =>
      statementsOf(id).some(
        ({ Action, Resource }) =>
          toArray(Action).includes('s3:GetObject') && JSON.stringify(Resource).includes('UploadBucket'),
      ),
    );

    expect(readers.length).toBeGreaterThan(0);
    for (const [id] of readers)
      expect(statementsOf(id)).toContainEqual({
        Sid: 'DecryptOriginals',
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: { Ref: 'UploadKmsKeyArn' },
        Condition: {
          // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's
          StringEquals: { 'kms:ViaService': { 'Fn::Sub': 's3.${AWS::Region}.${AWS::URLSuffix}' } },
        },
      });
  });

  it('is written by no function but the one that lets uploads in, where only uploads go', () => {
    const written = templateText.match(/PutObject[\s\S]{0,80}UploadBucket.*/g);

    expect(written).toEqual([expect.stringMatching(/\$\{UploadBucket\.Arn\}\/uploads\/\*$/)]);
  });
});

describe('ResultsBucket', () => {
  it('starts nothing: a result is not an upload', () => {
    expect(resource('ResultsBucket').Properties).not.toHaveProperty('NotificationConfiguration');
  });
});

describe.each([
  ['ImagesTable', 'photograph', 'imageId'],
  ['PeopleTable', 'face', 'faceId'],
])('%s', (id, what, key) => {
  const { Properties } = resource(id);

  it(`has one item per ${what}, paid per request`, () => {
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: expect.arrayContaining([{ AttributeName: key, AttributeType: 'S' }]),
      KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
    });
  });

  it('is encrypted and can be taken back to any second of the last 35 days', () => {
    expect(Properties).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
    });
  });
});
