// The contract of the HTTP API: what each route takes and answers. The functions parse with these schemas, the OpenAPI
// document is made from them, and the client takes its types from them. A function imports the room it needs
// (`@image-workflow/record/api/images`), so that its bundle holds no other route's schemas.

export * from './api/changes.ts';
export * from './api/config.ts';
export * from './api/dead-letters.ts';
export * from './api/executions.ts';
export * from './api/images.ts';
export * from './api/people.ts';
export * from './api/problem.ts';
export * from './api/route.ts';
export * from './api/routes.ts';
export * from './api/status.ts';
export * from './api/trash.ts';
export * from './api/uploads.ts';
