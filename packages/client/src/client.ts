// Every route of the API as a method, and the two things that take several: uploading and waiting.

import type { ChangeAccepted, ReprocessRequest } from '@image-workflow/record/api/changes';
import type { Config } from '@image-workflow/record/api/config';
import type { DeadLetterList, Redriven } from '@image-workflow/record/api/dead-letters';
import type {
  Execution,
  ExecutionList,
  ExecutionQueryInput,
  ExecutionSummary,
} from '@image-workflow/record/api/executions';
import type {
  ImageCard,
  ImageDetail,
  ImageList,
  ImageQueryInput,
  SuggestionList,
  SuggestionQueryInput,
} from '@image-workflow/record/api/images';
import type {
  NameFaceRequest,
  Person,
  PersonChanged,
  PersonList,
  PersonQueryInput,
} from '@image-workflow/record/api/people';
import { API_ROUTES } from '@image-workflow/record/api/routes';
import type { StackStatus } from '@image-workflow/record/api/status';
import type { DeletedImage, DeletedImageList, TrashQueryInput } from '@image-workflow/record/api/trash';
import type {
  AbortRequest,
  CompleteRequest,
  CompleteResponse,
  PartsRequest,
  PartsResponse,
  Upload,
  UploadRequest,
  UploadResponse,
} from '@image-workflow/record/api/uploads';
import type { Feature } from '@image-workflow/record/features';
import { UnexpectedAnswerError } from './errors.ts';
import { type SendOptions, sendForm, sendParts, type UploadProgress } from './send.ts';
import { type ClientOptions, type RequestOptions, Transport } from './transport.ts';
import { type WaitOptions, waitForImage } from './wait.ts';

export interface UploadOptions extends RequestOptions {
  /** Shown, and the end of the key; absent: the file's own name. Folders with `/`. */
  name?: string;
  /** Only these are looked for; absent: what the stack has switched on. */
  features?: Feature[];
  /** 64 lower-case hex digits. The storage then refuses other bytes, where the file does not go in parts. */
  sha256?: string;
  onProgress?: (progress: UploadProgress) => void;
}

/** Where a file went: `GET /api/images/{imageId}` answers soon after. */
export interface Uploaded {
  imageId: string;
  key: string;
  /** A photograph with the very same bytes that was there before. */
  duplicateOf?: string;
}

export class ImageWorkflowClient {
  readonly #transport: Transport;
  readonly #attempts: number;

  /**
   * @param baseUrl - Where the API is: `apiUrl` of `.local/cloud.json`, the stack's output `ApiUrl` or `PageUrl`; empty in
   *   the page itself.
   */
  constructor(baseUrl: string, options: ClientOptions = {}) {
    this.#transport = new Transport(baseUrl, options);
    this.#attempts = options.attempts ?? 4;
  }

  getConfig(options?: RequestOptions): Promise<Config> {
    return this.#transport.request(API_ROUTES.getConfig, {}, options);
  }

  getStatus(options?: RequestOptions): Promise<StackStatus> {
    return this.#transport.request(API_ROUTES.getStatus, {}, options);
  }

  /** For administrators, where people sign in. */
  listDeadLetters(options?: RequestOptions): Promise<DeadLetterList> {
    return this.#transport.request(API_ROUTES.listDeadLetters, {}, options);
  }

  /** Sends on what can be handled; the rest stays. */
  redriveDeadLetters(options?: RequestOptions): Promise<Redriven> {
    return this.#transport.request(API_ROUTES.redriveDeadLetters, {}, options);
  }

  /** One page. */
  listImages(query: ImageQueryInput = {}, options?: RequestOptions): Promise<ImageList> {
    return this.#transport.request(API_ROUTES.listImages, { query }, options);
  }

  /** Every photograph that the query finds, page after page as they are read. */
  images(query: ImageQueryInput = {}, options?: RequestOptions): AsyncGenerator<ImageCard> {
    return walk((cursor) => this.listImages({ ...query, cursor }, options));
  }

  getImage(imageId: string, options?: RequestOptions): Promise<ImageDetail> {
    return this.#transport.request(API_ROUTES.getImage, { params: { imageId } }, options);
  }

  getSuggestions(query: SuggestionQueryInput = {}, options?: RequestOptions): Promise<SuggestionList> {
    return this.#transport.request(API_ROUTES.getSuggestions, { query }, options);
  }

  /** One page of what was deleted and can be brought back. */
  listTrash(query: TrashQueryInput = {}, options?: RequestOptions): Promise<DeletedImageList> {
    return this.#transport.request(API_ROUTES.listTrash, { query }, options);
  }

  trash(query: TrashQueryInput = {}, options?: RequestOptions): AsyncGenerator<DeletedImage> {
    return walk((cursor) => this.listTrash({ ...query, cursor }, options));
  }

  /** @param permanently - Removes every version, for ever. Otherwise `restoreImage` brings it back. */
  deleteImage(
    imageId: string,
    { permanently = false, ...options }: RequestOptions & { permanently?: boolean } = {},
  ): Promise<ChangeAccepted> {
    const query = permanently ? { permanently: 'true' } : {};
    return this.#transport.request(API_ROUTES.deleteImage, { params: { imageId }, query }, options);
  }

  restoreImage(imageId: string, options?: RequestOptions): Promise<ChangeAccepted> {
    return this.#transport.request(API_ROUTES.restoreImage, { params: { imageId } }, options);
  }

  reprocessImage(
    imageId: string,
    request: ReprocessRequest = {},
    options?: RequestOptions,
  ): Promise<ChangeAccepted> {
    return this.#transport.request(
      API_ROUTES.reprocessImage,
      { params: { imageId }, body: request },
      options,
    );
  }

  getImageExecution(imageId: string, options?: RequestOptions): Promise<Execution> {
    return this.#transport.request(API_ROUTES.getImageExecution, { params: { imageId } }, options);
  }

  getExecution(name: string, options?: RequestOptions): Promise<Execution> {
    return this.#transport.request(API_ROUTES.getExecution, { params: { name } }, options);
  }

  listExecutions(query: ExecutionQueryInput = {}, options?: RequestOptions): Promise<ExecutionList> {
    return this.#transport.request(API_ROUTES.listExecutions, { query }, options);
  }

  executions(query: ExecutionQueryInput = {}, options?: RequestOptions): AsyncGenerator<ExecutionSummary> {
    return walk((cursor) => this.listExecutions({ ...query, cursor }, options));
  }

  listPeople(query: PersonQueryInput = {}, options?: RequestOptions): Promise<PersonList> {
    return this.#transport.request(API_ROUTES.listPeople, { query }, options);
  }

  people(query: PersonQueryInput = {}, options?: RequestOptions): AsyncGenerator<Person> {
    return walk((cursor) => this.listPeople({ ...query, cursor }, options));
  }

  nameFace(request: NameFaceRequest, options?: RequestOptions): Promise<PersonChanged> {
    return this.#transport.request(API_ROUTES.nameFace, { body: request }, options);
  }

  renamePerson(personId: string, name: string, options?: RequestOptions): Promise<PersonChanged> {
    return this.#transport.request(
      API_ROUTES.renamePerson,
      { params: { personId }, body: { name } },
      options,
    );
  }

  removePerson(personId: string, options?: RequestOptions): Promise<void> {
    return this.#transport.request(API_ROUTES.removePerson, { params: { personId } }, options);
  }

  /** Everyone in `personIds` becomes `personId`. */
  mergePeople(personId: string, personIds: string[], options?: RequestOptions): Promise<PersonChanged> {
    const body = { personIds };
    return this.#transport.request(API_ROUTES.mergePeople, { params: { personId }, body }, options);
  }

  /** Allows up to 100 files to be sent. Each then goes with `send`. */
  createUploads(request: UploadRequest, options?: RequestOptions): Promise<UploadResponse> {
    return this.#transport.request(API_ROUTES.createUploads, { body: request }, options);
  }

  /** New URLs for parts of an upload: of what is sent on another day. */
  createParts(request: PartsRequest, options?: RequestOptions): Promise<PartsResponse> {
    return this.#transport.request(API_ROUTES.createParts, { body: request }, options);
  }

  completeUpload(request: CompleteRequest, options?: RequestOptions): Promise<CompleteResponse> {
    return this.#transport.request(API_ROUTES.completeUpload, { body: request }, options);
  }

  /** Throws the parts away that were sent. */
  abortUpload(request: AbortRequest, options?: RequestOptions): Promise<void> {
    return this.#transport.request(API_ROUTES.abortUpload, { body: request }, options);
  }

  /**
   * Sends the bytes that `createUploads` allowed.
   *
   * @throws {UploadRefusedError} When the storage refuses.
   */
  async send(
    upload: Upload,
    file: Blob,
    { signal, onProgress }: Pick<SendOptions, 'signal' | 'onProgress'> = {},
  ): Promise<Uploaded> {
    const sending = { signal, onProgress, attempts: this.#attempts };
    const { imageId, key, duplicateOf } = upload;
    if (upload.way === 'form') await sendForm(upload, file, sending);
    else await this.#sendInParts(upload, file, sending);
    return { imageId, key, ...(duplicateOf && { duplicateOf }) };
  }

  async #sendInParts(
    upload: Extract<Upload, { way: 'multipart' }>,
    file: Blob,
    sending: SendOptions,
  ): Promise<void> {
    const { key, uploadId } = upload;
    const { signal } = sending;
    try {
      const parts = await sendParts(upload, file, {
        ...sending,
        renew: async (partNumbers) => {
          const request = { key, uploadId, sizeBytes: file.size, partNumbers };
          return (await this.createParts(request, { signal })).parts;
        },
      });
      await this.completeUpload({ key, uploadId, parts }, { signal });
    } catch (error) {
      // What was sent would be paid for until the bucket's rule removes it. The first error is the one to tell.
      await this.abortUpload({ key, uploadId }).catch(() => {});
      throw error;
    }
  }

  /**
   * Uploads one photograph. What the workflow makes of it: `waitFor`.
   *
   * @param file - A browser's File, or in Node `await openAsBlob('dog.jpg')` with `name`.
   */
  async upload(
    file: Blob & { readonly name?: string },
    { name, features, sha256, signal, onProgress }: UploadOptions = {},
  ): Promise<Uploaded> {
    const request: UploadRequest = {
      files: [
        {
          name: name ?? file.name ?? 'photograph',
          sizeBytes: file.size,
          ...(file.type && { type: file.type }),
          ...(sha256 && { sha256 }),
        },
      ],
      ...(features && { features }),
    };
    const { uploads } = await this.createUploads(request, { signal });
    if (!uploads[0]) throw new UnexpectedAnswerError('Expected one upload but found none', 201);
    return await this.send(uploads[0], file, { signal, onProgress });
  }

  /**
   * Waits until a photograph has its finished record, and tells of each state as it runs.
   *
   * @throws {WaitTimeoutError} When there is none in time.
   */
  waitFor(imageId: string, options: WaitOptions = {}): Promise<ImageDetail> {
    return waitForImage(this, imageId, options);
  }
}

/** Page after page; the next one is asked for when the last item of this one has been taken. */
async function* walk<Item>(
  readPage: (cursor: string | undefined) => Promise<{ items: Item[]; cursor?: string | undefined }>,
): AsyncGenerator<Item> {
  let cursor: string | undefined;
  do {
    const page = await readPage(cursor);
    yield* page.items;
    cursor = page.cursor;
  } while (cursor);
}
