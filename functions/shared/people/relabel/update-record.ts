// New names go into a record that is otherwise left as it is, in the table and then in its JSON copy.

import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import { replaceRecordCopy } from '../../records/record-copy.ts';
import type { RelabelTarget } from '../people-target.ts';
import type { NamedSlots } from './named-record.ts';

/** An item of the Images table as it was read. */
export interface ImageItem {
  imageId: string;
  source: unknown;
  analysis: { faces: unknown; people: unknown; [slot: string]: unknown };
  [attribute: string]: unknown;
}

/**
 * Only over what was read: a newer version of the photograph, another run of this program and a record that was
 * deleted all win.
 *
 * @returns Whether it was written.
 */
export async function updateRecord(
  { documents, s3, imagesTable, resultsBucket }: RelabelTarget,
  { imageId, source, analysis }: ImageItem,
  slots: NamedSlots,
): Promise<boolean> {
  try {
    const { Attributes } = await documents.send(
      new UpdateCommand({
        TableName: imagesTable,
        Key: { imageId },
        UpdateExpression: 'SET #analysis.#faces = :faces, #analysis.#people = :people',
        ConditionExpression:
          '#source = :source AND #analysis.#faces = :facesBefore AND #analysis.#people = :peopleBefore',
        ExpressionAttributeNames: {
          '#source': 'source',
          '#analysis': 'analysis',
          '#faces': 'faces',
          '#people': 'people',
        },
        ExpressionAttributeValues: {
          ':source': source,
          ':faces': slots.faces,
          ':people': slots.people,
          ':facesBefore': analysis.faces,
          ':peopleBefore': analysis.people,
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    await replaceRecordCopy(s3, resultsBucket, Attributes as ImageRecord);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
