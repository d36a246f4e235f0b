import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { imagesTableFromEnv, toConflictingItem } from '../../../../functions/shared/images-table.ts';

process.env.AWS_REGION = 'us-east-1';
process.env.AWS_ACCESS_KEY_ID = 'test';
process.env.AWS_SECRET_ACCESS_KEY = 'test';

describe('imagesTableFromEnv', () => {
  it('names what is missing', () => {
    delete process.env.TABLE_NAME;
    expect(imagesTableFromEnv).toThrow('Expected a value in TABLE_NAME but it is not set');
  });

  it('leaves out of an item what is unknown', async () => {
    process.env.TABLE_NAME = 'images';
    const { documents, tableName } = imagesTableFromEnv();
    let sent = '';
    documents.config.requestHandler = {
      handle: async (request: { body: Uint8Array }) => {
        sent = Buffer.concat([request.body]).toString();
        throw Object.assign(new Error('not sent'), { name: 'NotSent' });
      },
    } as never;

    const put = new PutCommand({
      TableName: tableName,
      Item: { imageId: 'a', reason: undefined, error: { state: undefined } },
    });
    await expect(documents.send(put)).rejects.toMatchObject({ name: 'NotSent' });

    expect(JSON.parse(sent)).toEqual({
      TableName: 'images',
      Item: { imageId: { S: 'a' }, error: { M: {} } },
    });
  });
});

describe('toConflictingItem', () => {
  const conflict = { $metadata: {}, message: 'The conditional request failed' };

  it('gives the item that was in the way', () => {
    const Item = { imageId: { S: 'a' }, source: { M: { sizeBytes: { N: '12' } } } };
    expect(toConflictingItem(new ConditionalCheckFailedException({ ...conflict, Item }))).toEqual({
      imageId: 'a',
      source: { sizeBytes: 12 },
    });
  });

  it('gives none where none was there', () => {
    expect(toConflictingItem(new ConditionalCheckFailedException(conflict))).toBeUndefined();
  });

  it('throws every other error as it came', () => {
    const error = new Error('ProvisionedThroughputExceededException');
    expect(() => toConflictingItem(error)).toThrow(error);
  });
});
