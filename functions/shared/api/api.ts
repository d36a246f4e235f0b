// The frame of every function behind the HTTP API: router, parsing, problem details, headers, request ids.

import { PROBLEM_MEDIA_TYPE } from '@image-workflow/record/api/problem';
import type { ApiRoute } from '@image-workflow/record/api/route';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2, Context as LambdaContext } from 'aws-lambda';
import { type Context, Hono } from 'hono';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { TrieRouter } from 'hono/router/trie-router';
import type * as z from 'zod';
import { logger } from '../logger.ts';
import { type Caller, toCaller } from './caller.ts';
import { methodsOf } from './paths.ts';
import { ApiProblem, toApiProblem, toProblem } from './problem.ts';
import { type ApiRequest, parseRequest } from './request.ts';

/** The answers are JSON for programs: no browser is to guess, frame, or keep them. */
const HEADERS = {
  'cache-control': 'private, no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
};

interface Bindings {
  Bindings: { event: APIGatewayProxyEventV2; lambdaContext: LambdaContext };
}

/** Each route has one status for success, which its row in the contract says; null is an answer without a body. */
interface Answer<Route extends ApiRoute> {
  body: BodyOf<Route['answers'][keyof Route['answers']]>;
  headers?: Record<string, string>;
}

type BodyOf<Schema> = Schema extends z.ZodType ? z.input<Schema> : null;

export interface Api {
  /** Answers a route of the contract. */
  on<Route extends ApiRoute>(
    route: Route,
    answer: (request: ApiRequest<Route> & { caller: Caller }) => Promise<Answer<Route>>,
  ): Api;
  handler: (event: unknown, context: LambdaContext) => Promise<APIGatewayProxyResultV2>;
}

/**
 * A function's routes, and the Lambda handler that answers them. What is thrown becomes a problem; of what is no
 * `ApiProblem` only the request id gets out, the rest is in the log.
 */
export function createApi(): Api {
  const app = new Hono<Bindings>({ router: new TrieRouter() });
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
    c.res.headers.set('x-request-id', toRequestId(c));
  });
  // Before a browser sends another page's token. API Gateway adds what the stack's CorsOrigin may.
  app.options('*', (c) => {
    const methods = methodsOf(c.req.path);
    return methods ? c.body(null, 204, { allow: methods.join(', ') }) : refuse(c, toNotFound(c));
  });
  app.notFound((c) => refuse(c, toNotFound(c)));
  app.onError((error, c) => {
    const problem = toApiProblem(error);
    if (problem.status >= 500) logger.error('Request failed', { requestId: toRequestId(c), error });
    return refuse(c, problem);
  });

  const answerEvent = handle(app);
  const api: Api = {
    on(route, answer) {
      app.on(route.method, route.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
        const caller = toCaller(c.env.event);
        const request = await parseRequest(route, {
          params: c.req.param() as Record<string, string>,
          query: new URLSearchParams(c.env.event.rawQueryString),
          contentType: c.req.header('content-type'),
          text: () => c.req.text(),
        });
        const { body, headers = {} } = await answer({ ...request, caller });
        const status = Number(Object.keys(route.answers)[0]) as 200;
        if (body === null) return c.body(null, status, headers);
        return c.body(JSON.stringify(body), status, { 'content-type': 'application/json', ...headers });
      });
      return api;
    },
    handler: async (event, context) => {
      logger.addContext(context);
      const request: unknown = toFetchable(event as APIGatewayProxyEventV2);
      return (await answerEvent(request as LambdaEvent, context as never)) as APIGatewayProxyResultV2;
    },
  };
  return api;
}

/** Methods that a `Request` cannot have. {@link https://fetch.spec.whatwg.org/#methods} */
const FORBIDDEN_METHOD = /^(CONNECT|TRACE|TRACK)$/i;
const DISGUISE = 'REFUSED-';

/** Hono answers in its own words what no `Request` can be made of: such a method, and a GET with a body, which means nothing. */
function toFetchable(event: APIGatewayProxyEventV2): APIGatewayProxyEventV2 {
  const { http } = event.requestContext;
  if (/^(GET|HEAD)$/i.test(http.method)) {
    const { body: _, ...request } = event;
    return request;
  }
  if (!FORBIDDEN_METHOD.test(http.method)) return event;
  const disguised = { ...http, method: `${DISGUISE}${http.method}` };
  return { ...event, requestContext: { ...event.requestContext, http: disguised } };
}

function refuse(c: Context<Bindings>, problem: ApiProblem): Response {
  return c.body(JSON.stringify(toProblem(problem, c.req.path, toRequestId(c))), problem.status as 400, {
    ...problem.headers,
    'content-type': PROBLEM_MEDIA_TYPE,
  });
}

function toNotFound(c: Context<Bindings>): ApiProblem {
  const methods = methodsOf(c.req.path);
  if (!methods) return new ApiProblem('not-found', 'Expected a path of the API but found another one');
  const allowed = methods.join(', ');
  const method = c.req.method.replace(DISGUISE, '');
  return new ApiProblem('method-not-allowed', `Expected the method ${allowed} but found ${method}`, {
    headers: { allow: allowed },
  });
}

/** API Gateway's, which is in its access log too. */
function toRequestId(c: Context<Bindings>): string {
  return c.env.event.requestContext.requestId;
}
