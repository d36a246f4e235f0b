// What an upload is to become, whichever way it comes.

import type { UploadFile } from '@image-workflow/record/api/uploads';
import type { Feature } from '@image-workflow/record/features';

export interface UploadTarget {
  bucket: string;
  key: string;
  owner: string;
  /** What is looked for; absent: what the stack has switched on. */
  features: readonly Feature[] | undefined;
}

/** The object's own headers. S3 keeps them with every version; `features` narrows what ExtractMetadata looks for. */
export function toObjectHeaders(
  { owner, features }: Pick<UploadTarget, 'owner' | 'features'>,
  { type, sha256 }: UploadFile,
): Record<string, string> {
  return {
    'x-amz-meta-owner': owner,
    ...(features && { 'x-amz-meta-features': features.join(',') }),
    ...(sha256 && { 'x-amz-meta-sha256': sha256 }),
    ...(type && { 'Content-Type': type }),
  };
}
