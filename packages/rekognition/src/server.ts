// AWS JSON 1.1 over HTTP: `X-Amz-Target: RekognitionService.<Operation>`, a JSON body, a JSON answer.
// Signatures are not checked: whoever reaches the port may ask, but pages of other machines (own-names.ts).

import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { RekognitionError } from './errors.ts';
import type { Faults } from './faults.ts';
import { MAX_IMAGE_BYTES } from './image-source.ts';
import type { Operation, Services } from './operations/operation.ts';
import { refuseForeign } from './own-names.ts';
import { parseRequest } from './parse-request.ts';
import { Semaphore } from './semaphore.ts';

export interface RekognitionServerOptions {
  operations: Readonly<Record<string, Operation>>;
  services: Services;
  faults: Faults;
  /** Told about every error that is a fault of this server. */
  onFailure?: (operation: string, error: unknown) => void;
}

/** Two images in base64 (CompareFaces) and room for the other members. */
const MAX_REQUEST_BYTES = 2 * MAX_IMAGE_BYTES * (4 / 3) + 1024 * 1024;

/** Each request holds its image in memory; the bodies of those beyond stay with the client until it is their turn. */
export const MAX_REQUESTS_IN_MEMORY = 8;

/** Longer than callers keep an idle connection, so that it is never closed under a request: Node's 5 s are not. */
const KEEP_ALIVE_MS = 65_000;

const JSON_1_1 = 'application/x-amz-json-1.1';

/** The service's endpoint, plus `GET /health` and the fault switch at `/faults`. Call `listen` on the result. */
export function createRekognitionServer({
  operations,
  services,
  faults,
  onFailure,
}: RekognitionServerOptions): Server {
  const slots = new Semaphore(MAX_REQUESTS_IN_MEMORY);

  const server = createServer(async (request, response) => {
    response.once('close', () => {
      if (!server.listening) server.closeIdleConnections(); // closing: the last answer ends the connection
    });
    const refusal = refuseForeign(request, server.address());
    if (refusal)
      return sendError(response, randomUUID(), new RekognitionError('AccessDeniedException', refusal));
    if (request.url === '/health')
      return send(response, 200, { status: 'ok', operations: Object.keys(operations) });
    if (request.url === '/faults') return answerFaults(request, response);
    await slots.use(async () => {
      if (response.destroyed) return; // the client gave up while it waited, and has perhaps asked again
      await answerOperation(request, response);
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;

  async function answerOperation(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    response.setHeader('x-amzn-RequestId', requestId);
    const name = operationName(request);
    try {
      const body = await readBody(request);
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (!operation) throw unknownOperation(name, Object.keys(operations));
      faults.check(name);
      const parsed = parseRequest(operation.request, parseJson(body));
      send(response, 200, await operation.answer(parsed, services));
    } catch (error) {
      if (!(error instanceof RekognitionError)) onFailure?.(name, error);
      sendError(response, requestId, toRekognitionError(error));
    }
  }

  async function answerFaults(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (request.method === 'PUT') faults.set(parseJson(await readBody(request)));
      if (request.method === 'DELETE') faults.set({});
      send(response, 200, faults.plan);
    } catch (error) {
      send(response, 400, { Message: error instanceof Error ? error.message : String(error) });
    }
  }
}

function operationName(request: IncomingMessage): string {
  const target = request.headers['x-amz-target'];
  return /^RekognitionService\.(\w+)$/.exec(String(target ?? ''))?.[1] ?? '';
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes <= MAX_REQUEST_BYTES) chunks.push(chunk); // the rest is read and dropped, so that the client hears why
  }
  if (sizeBytes > MAX_REQUEST_BYTES) {
    throw new RekognitionError(
      'ImageTooLargeException',
      `Image size is too large: expected a request of at most ${Math.floor(MAX_REQUEST_BYTES)} bytes but found ${sizeBytes}`,
    );
  }
  return Buffer.concat(chunks).toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RekognitionError('SerializationException', 'Expected a JSON document as the body', { cause });
  }
}

function unknownOperation(name: string, offered: string[]): RekognitionError {
  const found = name
    ? `${name} is not offered offline`
    : 'Expected X-Amz-Target: RekognitionService.<Operation>';
  return new RekognitionError('UnknownOperationException', `${found}. Offered: ${offered.join(', ')}`);
}

function toRekognitionError(error: unknown): RekognitionError {
  if (error instanceof RekognitionError) return error;
  const message = 'Amazon Rekognition experienced a service issue. Try your call again.';
  return new RekognitionError('InternalServerError', message, { cause: error });
}

function sendError(
  response: ServerResponse,
  requestId: string,
  { type, message, statusCode }: RekognitionError,
): void {
  response.setHeader('x-amzn-ErrorType', type);
  send(response, statusCode, { __type: type, Code: type, Logref: requestId, Message: message });
}

function send(response: ServerResponse, statusCode: number, body: object): void {
  response.writeHead(statusCode, { 'Content-Type': JSON_1_1 });
  response.end(JSON.stringify(body));
}
