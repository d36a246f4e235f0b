// Who asks: an owner, from the token that API Gateway has verified.

import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { SHARED_OWNER } from '../owner.ts';
import { ApiProblem } from './problem.ts';

/** Who may see and change what belongs to others. */
const ADMINS = 'admins';

export interface Caller {
  /** The user's `sub`, or `shared`. A segment of keys: no slash, no `#`. */
  owner: string;
  isAdmin: boolean;
}

/**
 * HTTP APIs hand every claim on as text; a list reads `[admins editors]`. An ID token has the same audience and so passes the
 * authorizer, but it is for the page to read, and lives on in logs and storage where nobody takes it for a key.
 */
const claimsSchema = z.object({
  token_use: z.literal('access'),
  sub: z.string().regex(/^[\w-]{1,64}$/),
  'cognito:groups': z.string().optional(),
});

const authorizedSchema = z.object({ jwt: z.object({ claims: z.unknown() }) });

/**
 * Without a JWT authorizer before the route (`Authentication` is `none`, or requests are signed with the account's own
 * credentials) whoever gets here is the operator: owner `shared`, who sees all.
 *
 * @throws {ApiProblem} 401 for verified claims that are not of a user's access token.
 */
export function toCaller(event: Pick<APIGatewayProxyEventV2, 'requestContext'>): Caller {
  const { authorizer } = event.requestContext as { authorizer?: unknown };
  const authorized = authorizedSchema.safeParse(authorizer);
  if (!authorized.success) return { owner: SHARED_OWNER, isAdmin: true };

  const claims = claimsSchema.safeParse(authorized.data.jwt.claims);
  if (!claims.success || claims.data.sub === SHARED_OWNER) {
    throw new ApiProblem('unauthorized', 'Expected the access token of a user but found another one');
  }
  const groups = (claims.data['cognito:groups'] ?? '').replace(/^\[|\]$/g, '').split(/[\s,]+/);
  return { owner: claims.data.sub, isAdmin: groups.includes(ADMINS) };
}
