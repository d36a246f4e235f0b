// GET /api/config: what a client must know before it signs in.

import * as z from 'zod';
import { featureSchema } from '../features.ts';
import type { ApiRoute } from './route.ts';

/**
 * How a client proves who it is.
 *
 * - `none`: it does not; everything belongs to the owner `shared`.
 * - `iam`: with a request that is signed (SigV4) by AWS credentials that may call the API. Browsers have none.
 * - `cognito`: with `Authorization: Bearer <access token>` of this user pool. A browser gets one by the code flow with
 *   PKCE from the issuer's own discovery document.
 */
export const authenticationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('iam') }),
  z.object({
    kind: z.literal('cognito'),
    issuer: z.url(),
    clientId: z.string().min(1),
    /** Where managed login answers: `/oauth2/authorize`, `/oauth2/token`, `/oauth2/revoke`, `/logout`. */
    signInUrl: z.url(),
    scopes: z.array(z.string().min(1)),
  }),
]);

/** Of the page: where the sign-in comes back to. The user pool's client allows this address and no other. */
export const SIGNED_IN_PATH = '/signed-in';

/** A feature and whether an upload gets it that does not name its own. */
export const configFeatureSchema = z.object({
  name: featureSchema,
  isDefault: z.boolean(),
  /** US dollars of Rekognition for one photograph, list price; `people` for one face. */
  usd: z.number().min(0),
});

export const configSchema = z.object({
  /** Of the product: `0.1.0`. */
  version: z.string().min(1),
  authentication: authenticationSchema,
  /** Whether each user sees only what is theirs and what is shared. */
  isolation: z.boolean(),
  features: z.array(configFeatureSchema),
  limits: z.object({
    /** Largest file. */
    objectBytes: z.int().positive(),
    /** Width times height of the largest picture. */
    pixels: z.int().positive(),
    /** Most files of one `POST /api/uploads`. */
    filesPerUpload: z.int().positive(),
    /** Files of at least this size are sent in parts. */
    multipartFromBytes: z.int().positive(),
    /** Most items of a page of any list. */
    itemsPerPage: z.int().positive(),
    /** Most photographs at work at once; what people upload by themselves gets a quarter more. */
    photographsInFlight: z.int().positive(),
  }),
  /** Long edges in pixels, ascending. */
  thumbnailEdges: z.array(z.int().positive()),
  /** Long edge of the preview, in pixels, that every box is relative to. */
  previewEdge: z.int().positive(),
  /** Percent: a photograph is flagged from this confidence on. */
  moderationThreshold: z.number().min(0).max(100),
  /** Percent: labels below are not in the record. */
  minConfidence: z.number().min(0).max(100),
  /** Whose data the answers hold, to be shown beside them. */
  attributions: z.array(z.object({ text: z.string().min(1), url: z.url() })),
});

export const getConfig = {
  method: 'GET',
  path: '/api/config',
  summary: 'What a client must know before it signs in',
  answers: { 200: configSchema },
  problems: [],
  isPublic: true,
} as const satisfies ApiRoute;

export type Config = z.infer<typeof configSchema>;
export type Authentication = z.infer<typeof authenticationSchema>;
