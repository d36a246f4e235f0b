// One request to the API: its URL, its token, its retries, and an answer that keeps the contract.

import { PROBLEM_MEDIA_TYPE, problemSchema } from '@image-workflow/record/api/problem';
import type { ApiRoute } from '@image-workflow/record/api/route';
import type { API_ROUTES, OperationId } from '@image-workflow/record/api/routes';
import * as z from 'zod';
import { ApiProblemError, UnauthorizedError, UnexpectedAnswerError, UnreachableError } from './errors.ts';
import { isTransient, pauseMs, sleep } from './retry.ts';

export interface ClientOptions {
  /**
   * Asked before every request; nothing is sent where it answers undefined. Asked again, with the token that the API has refused,
   * after a 401: where it then answers another one, the request is sent once more with that.
   */
  token?: (refused?: string) => string | undefined | Promise<string | undefined>;
  /** Tries of each request, the first included. Default 4. */
  attempts?: number;
  /** Instead of the global one. */
  fetch?: typeof fetch;
  /** Told of a 401 that no newer token has helped, so that a page can offer to sign in again. */
  onUnauthorized?: () => void;
}

export interface RequestOptions {
  signal?: AbortSignal | undefined;
  /** Goes out although the page is left meanwhile. Of a body of at most 64 KiB. */
  keepalive?: boolean | undefined;
}

/** What the API answers to an operation when all is well. */
export type Answer<Id extends OperationId> = Successful<(typeof API_ROUTES)[Id]['answers']>;

type Successful<Answers> = {
  [Status in keyof Answers]: Answers[Status] extends z.ZodType ? z.output<Answers[Status]> : undefined;
}[keyof Answers];

export interface Sent {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
}

export class Transport {
  readonly #baseUrl: string;
  readonly #options: ClientOptions;

  /** @param baseUrl - Without `/api`: `https://d111.cloudfront.net`; empty for the page's own origin. */
  constructor(baseUrl: string, options: ClientOptions) {
    this.#baseUrl = baseUrl.replace(/\/+$/, '').replace(/\/api$/, '');
    this.#options = options;
  }

  /**
   * @throws {ApiProblemError} When the API refuses.
   * @throws {UnauthorizedError} When it refuses the token, or there is none.
   * @throws {UnexpectedAnswerError} When what answers is not this API.
   * @throws {UnreachableError} When nothing answers, after the last try.
   */
  async request<Route extends ApiRoute>(
    route: Route,
    sent: Sent,
    { signal, keepalive }: RequestOptions = {},
  ): Promise<Successful<Route['answers']>> {
    const url = this.#baseUrl + toPath(route.path, sent);
    const attempts = this.#options.attempts ?? 4;
    // Reading twice changes nothing. Writing is tried again only where the answer says that nothing was done.
    const isSafe = route.method === 'GET';
    let token = await this.#options.token?.();
    let isRenewed = false;

    for (let attempt = 1; ; attempt++) {
      let response: Response;
      try {
        response = await this.#fetch(url, route.method, sent.body, token, { signal, keepalive });
      } catch (cause) {
        if (signal?.aborted) throw signal.reason;
        if (isSafe && attempt < attempts) {
          await sleep(pauseMs(attempt), signal);
          continue;
        }
        throw new UnreachableError(`Expected an answer from ${url || 'the API'} but found none`, { cause });
      }
      if (response.status === 401 && token !== undefined && !isRenewed) {
        isRenewed = true;
        const newer = await this.#options.token?.(token);
        if (newer !== undefined && newer !== token) {
          token = newer;
          await response.body?.cancel(); // whoever is refused has changed nothing
          continue;
        }
      }
      const isAgain = isSafe ? isTransient(response.status) : [429, 503].includes(response.status);
      if (!isAgain || attempt >= attempts) {
        return (await this.#read(route, url, response)) as Successful<Route['answers']>;
      }
      await response.body?.cancel();
      await sleep(pauseMs(attempt, response.headers.get('retry-after')), signal);
    }
  }

  async #fetch(
    url: string,
    method: string,
    body: unknown,
    token: string | undefined,
    { signal, keepalive }: RequestOptions,
  ): Promise<Response> {
    const send = this.#options.fetch ?? globalThis.fetch;
    return await send(url, {
      method,
      ...(signal && { signal }),
      ...(keepalive && { keepalive }),
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  async #read(route: ApiRoute, url: string, response: Response): Promise<unknown> {
    const { status } = response;
    const schema = route.answers[status];
    if (schema === null) return undefined;
    const json = await readJson(response);
    if (schema === undefined) {
      const problem = problemSchema.safeParse(json);
      if (status === 401) {
        this.#options.onUnauthorized?.();
        throw new UnauthorizedError(
          problem.data?.detail ?? `Expected a token that ${route.method} ${url} takes but found none such`,
        );
      }
      if (problem.success) throw new ApiProblemError(problem.data);
      throw new UnexpectedAnswerError(
        `Expected ${PROBLEM_MEDIA_TYPE} or a success from ${route.method} ${url} but found ${status} with ${describe(json)}`,
        status,
      );
    }
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    throw new UnexpectedAnswerError(
      `Expected the answer that ${route.method} ${route.path} promises but found ${z.prettifyError(parsed.error)}`,
      status,
      { cause: parsed.error },
    );
  }
}

/** Lists become repeated parameters; what is undefined is left out. */
function toPath(template: string, { params = {}, query = {} }: Sent): string {
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) search.append(name, String(item));
    }
  }
  return search.size > 0 ? `${path}?${search}` : path;
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function describe(json: unknown): string {
  return typeof json === 'string'
    ? json.slice(0, 80) || 'an empty body'
    : JSON.stringify(json)?.slice(0, 200) || 'nothing';
}
