// Writes docs/openapi.json, the API as OpenAPI 3.1, from the zod schemas that the functions parse with.
//
//   npm run openapi

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as api from '@image-workflow/record/api';
import * as z from 'zod';
import { ApiProblem } from '../functions/shared/api/problem.ts';

export const OPENAPI = fileURLToPath(new URL('openapi.json', import.meta.url));

type Json = Record<string, unknown>;

/** What every route may answer, whatever it does. */
const EVERYWHERE: api.ProblemKind[] = [
  'invalid-request',
  'too-many-requests',
  'internal-error',
  'unavailable',
];

const REFERENCE = '#/components/schemas/';

/** Every schema of the contract that has a name: `executionListSchema` is `ExecutionList`. */
const named = new Map<unknown, string>(
  Object.entries(api).flatMap(([name, value]) =>
    value instanceof z.ZodType ? [[value, toTitle(name.replace(/Schema$/, ''))] as const] : [],
  ),
);

export function toOpenApi(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const paths: Record<string, Json> = {};
  for (const [operationId, route] of Object.entries<api.ApiRoute>(api.API_ROUTES)) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: toOperation(operationId, route),
    };
  }
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'Image Workflow',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'Uploads, records, search, executions and people of one stack. docs/api.md says it with examples.',
    },
    // The API's own host stands before it: the stack's output ApiUrl, or what npm start prints.
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: toSchemas(),
      securitySchemes: {
        AccessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            "A user's access token, where Authentication is cognito. GET /api/config says where people sign in, and as which client.",
        },
        AwsSigV4: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'Signed with AWS credentials that may call the API, where Authentication is iam.',
        },
      },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function toOperation(operationId: string, route: api.ApiRoute): Json {
  const { summary, isPublic, params, query, body } = route;
  return {
    operationId,
    summary,
    tags: [route.path.split('/')[2]],
    // Where Authentication is none, nothing has to be proven.
    security: isPublic ? [] : [{ AccessToken: [] }, { AwsSigV4: [] }, {}],
    parameters: [...toParameters('path', params), ...toParameters('query', query)],
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: toSchema(body) } } },
    }),
    responses: { ...toAnswers(route.answers), ...toProblems(route) },
  };
}

function toParameters(place: 'path' | 'query', schema: z.ZodObject | undefined): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toJsonSchema(schema) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: property,
  }));
}

function toAnswers(answers: api.ApiRoute['answers']): Json {
  return Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      {
        description: 'Done',
        ...(schema && { content: { 'application/json': { schema: toSchema(schema) } } }),
      },
    ]),
  );
}

/** By status. What API Gateway refuses by itself, or says of a function that gives no answer, is no problem, but `{ "message": … }`. */
function toProblems({ problems, isPublic, body }: api.ApiRoute): Json {
  const possible: api.ProblemKind[] = [
    ...EVERYWHERE,
    ...(isPublic ? [] : ['unauthorized' as const]),
    ...problems,
  ];
  const kinds = Map.groupBy(possible, (kind) => new ApiProblem(kind, '').status);
  const gateway = [...(isPublic ? [] : [401, 403]), ...(body ? [413] : []), 429, 500, 503];
  const statuses = [...new Set([...kinds.keys(), ...gateway])].sort((one, other) => one - other);
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: kinds.get(status)?.join(', ') ?? 'Refused by API Gateway',
        content: {
          ...(kinds.has(status) && {
            [api.PROBLEM_MEDIA_TYPE]: { schema: { $ref: `${REFERENCE}Problem` } },
          }),
          ...(gateway.includes(status) && {
            'application/json': { schema: { type: 'object', properties: { message: { type: 'string' } } } },
          }),
        },
      },
    ]),
  );
}

function toSchema(schema: z.ZodType): Json {
  const name = named.get(schema);
  return name ? { $ref: `${REFERENCE}${name}` } : toJsonSchema(schema);
}

/** Those that routes take and answer; what lies inside them stands where it is. */
function toSchemas(): Record<string, Json> {
  const used = Object.values<api.ApiRoute>(api.API_ROUTES).flatMap(({ body, answers }) => [
    body,
    ...Object.values(answers),
  ]);
  const schemas = [...used, api.problemSchema].flatMap((schema) => {
    const name = schema && named.get(schema);
    return name ? [[name, toJsonSchema(schema)] as const] : [];
  });
  return Object.fromEntries(schemas.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function toJsonSchema(schema: z.ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input', // unlike 'output' without "additionalProperties": false where a reader meets new fields
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern; // 300 characters that say the same
      // The same class in what every language's regular expressions know.
      if (jsonSchema.pattern)
        jsonSchema.pattern = jsonSchema.pattern.replaceAll('\\p{Cc}', '\\x00-\\x1f\\x7f-\\x9f');
    },
  });
  return rest;
}

function toTitle(name: string): string {
  return `${name[0]?.toUpperCase()}${name.slice(1)}`;
}

if (import.meta.main) writeFileSync(OPENAPI, toOpenApi());
