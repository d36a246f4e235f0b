// The bytes of a file on their way to the storage, told as they go: one form, or parts side by side.

import type { FormUpload, MultipartUpload, UploadPart } from '@image-workflow/record/api/uploads';
import { UnreachableError, UploadRefusedError } from './errors.ts';
import { isTransient, pauseMs, sleep } from './retry.ts';

export interface UploadProgress {
  sentBytes: number;
  totalBytes: number;
}

export interface SendOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: UploadProgress) => void) | undefined;
  /** Tries of the form and of each part. */
  attempts: number;
}

const PARTS_AT_ONCE = 4;

interface Sending {
  method: 'POST' | 'PUT';
  url: string;
  body: Blob;
  contentType?: string;
  signal?: AbortSignal | undefined;
  onSent(bytes: number): void;
}

interface Taken {
  status: number;
  eTag: string | null;
  text: string;
}

/** @throws {UploadRefusedError} When the storage refuses: too large, another key, too late. */
export async function sendForm(upload: FormUpload, file: Blob, options: SendOptions): Promise<void> {
  const boundary = `----image-workflow-${crypto.randomUUID()}`;
  const fields = Object.entries(upload.fields).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${escapeQuotes(name)}"\r\n\r\n${value}\r\n`,
  );
  const head = `${fields.join('')}--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n\r\n`;
  const body = new Blob([head, file, `\r\n--${boundary}--\r\n`]);
  const around = body.size - file.size;
  await sendWithRetries(
    {
      method: 'POST',
      url: upload.url,
      body,
      contentType: `multipart/form-data; boundary=${boundary}`,
      signal: options.signal,
      onSent: (bytes) =>
        options.onProgress?.({
          sentBytes: Math.max(0, Math.min(file.size, bytes - around)),
          totalBytes: file.size,
        }),
    },
    options.attempts,
  );
}

/** @returns What `POST /api/uploads/complete` wants to know of each part. */
export async function sendParts(
  upload: MultipartUpload,
  file: Blob,
  options: SendOptions & { renew(partNumbers: number[]): Promise<UploadPart[]> },
): Promise<{ partNumber: number; eTag: string }[]> {
  const sent = new Map<number, number>();
  const eTags: { partNumber: number; eTag: string }[] = [];
  const waiting = [...upload.parts];

  const sendOne = async (part: UploadPart) => {
    const start = (part.partNumber - 1) * upload.partBytes;
    const sending = {
      method: 'PUT' as const,
      body: file.slice(start, start + part.sizeBytes),
      signal: options.signal,
      onSent(bytes: number) {
        sent.set(part.partNumber, Math.min(bytes, part.sizeBytes));
        options.onProgress?.({
          sentBytes: [...sent.values()].reduce((sum, count) => sum + count, 0),
          totalBytes: file.size,
        });
      },
    };
    let url = part.url;
    for (let renewals = 0; ; renewals++) {
      try {
        const { eTag } = await sendWithRetries({ ...sending, url }, options.attempts);
        if (!eTag)
          throw new UploadRefusedError(`Expected an ETag for part ${part.partNumber}`, 200, 'NoETag');
        eTags.push({ partNumber: part.partNumber, eTag });
        return;
      } catch (error) {
        const isExpired = error instanceof UploadRefusedError && error.status === 403 && renewals < 3;
        if (!isExpired) throw error;
        url = (await options.renew([part.partNumber]))[0]?.url ?? url;
      }
    }
  };
  const work = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) await sendOne(part);
  };
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, work));
  return eTags.sort((a, b) => a.partNumber - b.partNumber);
}

async function sendWithRetries(sending: Sending, attempts: number): Promise<Taken> {
  for (let attempt = 1; ; attempt++) {
    let taken: Taken;
    try {
      taken = await sendOnce(sending);
    } catch (cause) {
      if (sending.signal?.aborted) throw sending.signal.reason;
      if (attempt >= attempts) {
        throw new UnreachableError('Expected the storage to take the file but the connection ended', {
          cause,
        });
      }
      await sleep(pauseMs(attempt), sending.signal);
      continue;
    }
    if (taken.status < 300) return taken;
    if (!isTransient(taken.status) && taken.status !== 500) throw toRefusal(taken);
    if (attempt >= attempts) throw toRefusal(taken);
    await sleep(pauseMs(attempt), sending.signal);
  }
}

function sendOnce(sending: Sending): Promise<Taken> {
  sending.signal?.throwIfAborted();
  return 'XMLHttpRequest' in globalThis ? sendByXhr(sending) : sendByFetch(sending);
}

/** What this file uses of XMLHttpRequest: fetch tells nothing of bytes that have been sent. */
interface Xhr {
  upload: { onprogress: ((event: { loaded: number }) => void) | null };
  status: number;
  responseText: string;
  onload: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  getResponseHeader(name: string): string | null;
  send(body: Blob): void;
  abort(): void;
}

function sendByXhr({ method, url, body, contentType, signal, onSent }: Sending): Promise<Taken> {
  const xhr = new (globalThis as unknown as { XMLHttpRequest: new () => Xhr }).XMLHttpRequest();
  return new Promise<Taken>((resolve, reject) => {
    const abort = () => xhr.abort();
    const settle = (then: () => void) => () => {
      signal?.removeEventListener('abort', abort);
      then();
    };
    xhr.upload.onprogress = ({ loaded }) => onSent(loaded);
    xhr.onload = settle(() => {
      if (xhr.status < 300) onSent(body.size);
      resolve({ status: xhr.status, eTag: xhr.getResponseHeader('etag'), text: xhr.responseText });
    });
    xhr.onerror = settle(() => reject(new Error('the connection ended')));
    xhr.onabort = settle(() => reject(signal?.reason));
    signal?.addEventListener('abort', abort, { once: true });
    xhr.open(method, url);
    if (contentType) xhr.setRequestHeader('content-type', contentType);
    xhr.send(body);
  });
}

/** Node counts what it hands to the socket, and says the length, without which S3 takes no form. */
async function sendByFetch({ method, url, body, contentType, signal, onSent }: Sending): Promise<Taken> {
  let sentBytes = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      sentBytes += chunk.byteLength;
      onSent(sentBytes);
      controller.enqueue(chunk);
    },
  });
  const response = await fetch(url, {
    method,
    body: body.stream().pipeThrough(counting),
    duplex: 'half',
    headers: {
      'content-length': String(body.size),
      ...(contentType && { 'content-type': contentType }),
    },
    ...(signal && { signal }),
  } as RequestInit);
  return { status: response.status, eTag: response.headers.get('etag'), text: await response.text() };
}

/** S3 answers XML; its code and message are all that a person needs of it. */
function toRefusal({ status, text }: Taken): UploadRefusedError {
  const code = /<Code>([^<]*)<\/Code>/.exec(text)?.[1] ?? String(status);
  const message = /<Message>([^<]*)<\/Message>/.exec(text)?.[1] ?? 'no reason given';
  return new UploadRefusedError(
    `Expected the storage to take the file but it refused: ${message} (${code})`,
    status,
    code,
  );
}

function escapeQuotes(name: string): string {
  return name.replaceAll('"', '%22');
}
