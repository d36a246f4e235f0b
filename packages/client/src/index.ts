export type { ImageRecord } from '@image-workflow/record';
export type * from '@image-workflow/record/api';
export { ImageWorkflowClient, type Uploaded, type UploadOptions } from './client.ts';
export {
  ApiProblemError,
  UnauthorizedError,
  UnexpectedAnswerError,
  UnreachableError,
  UploadRefusedError,
  WaitTimeoutError,
} from './errors.ts';
export type { UploadProgress } from './send.ts';
export type { ClientOptions, RequestOptions } from './transport.ts';
export type { WaitOptions } from './wait.ts';
