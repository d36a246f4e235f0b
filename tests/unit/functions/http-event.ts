// Requests as API Gateway hands them to a function, payload format 2.0.

import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { context, readEvent } from './events.ts';
import { expectDocumented } from './openapi-answer.ts';

export interface HttpRequest {
  method?: string;
  path: string;
  /** As in a URL, without the question mark. */
  query?: string;
  /** An object goes as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Of a verified access token, as text. */
  claims?: Record<string, string>;
}

export function toHttpEvent({ method = 'GET', path, query = '', body, headers = {}, claims }: HttpRequest) {
  const { headers: usual, requestContext, ...event } = readEvent('api-images');
  return {
    ...event,
    rawPath: path,
    rawQueryString: query,
    headers: { ...usual, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    requestContext: {
      ...requestContext,
      http: { ...requestContext.http, method, path },
      ...(claims && { authorizer: { jwt: { claims: { token_use: 'access', ...claims }, scopes: null } } }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
}

type Handler = (event: unknown, context: never) => Promise<unknown>;

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads any part of any answer
  body: any;
}

/** Asks a function's handler. What it answers is held against docs/openapi.json. */
export async function call(handler: Handler, request: HttpRequest): Promise<HttpAnswer> {
  const answer = await callUndocumented(handler, request);
  expectDocumented(request.method ?? 'GET', request.path, answer);
  return answer;
}

/** Asks a handler whose routes are a test's own. */
export async function callUndocumented(handler: Handler, request: HttpRequest): Promise<HttpAnswer> {
  const answer = (await handler(toHttpEvent(request), context as never)) as APIGatewayProxyStructuredResultV2;
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers as Record<string, string>,
    body: answer.body ? JSON.parse(answer.body) : undefined,
  };
}
