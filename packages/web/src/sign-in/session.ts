// Signed in by code with PKCE. The tokens live in this tab alone, and are renewed when they are needed.

import { UnreachableError } from '@image-workflow/client';
import { type Authentication, SIGNED_IN_PATH } from '@image-workflow/record/api/config';
import { ErrorResponse, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';

export type Cognito = Extract<Authentication, { kind: 'cognito' }>;

/** An access token that ends sooner is renewed before it is sent. Seconds. */
const RENEWED_BEFORE_END = 30;

export class Session {
  readonly #cognito: Cognito;
  readonly #users: UserManager;
  #renewing: Promise<User | null> | undefined;

  constructor(cognito: Cognito) {
    this.#cognito = cognito;
    const { issuer, clientId, signInUrl, scopes } = cognito;
    const store = new WebStorageStateStore({ store: sessionStorage });
    this.#users = new UserManager({
      authority: issuer,
      client_id: clientId,
      redirect_uri: `${location.origin}${SIGNED_IN_PATH}`,
      response_type: 'code',
      scope: scopes.join(' '),
      automaticSilentRenew: false, // a refresh token is good once: everybody who renews has to go through renew()
      userStore: store,
      stateStore: store,
      // Given, not discovered: the issuer's own address need not be reachable from a browser, as on the local cloud.
      metadata: {
        issuer,
        authorization_endpoint: `${signInUrl}/oauth2/authorize`,
        token_endpoint: `${signInUrl}/oauth2/token`,
        revocation_endpoint: `${signInUrl}/oauth2/revoke`,
      },
    });
  }

  /**
   * Comes back from the sign-in with a code, to the address that one wanted to go to; or finds who was signed in before.
   *
   * @throws What the sign-in or the browser says of a code that is of no use.
   */
  async arrive(): Promise<User | null> {
    if (location.pathname !== SIGNED_IN_PATH) return await this.#users.getUser();
    try {
      const user = await this.#users.signinRedirectCallback();
      history.replaceState(null, '', toPath(user.state));
      return user;
    } catch (error) {
      history.replaceState(null, '', '/'); // no reload makes this code any better
      throw error;
    }
  }

  /** Leaves the page for the sign-in, which brings one back to where one is now. */
  async start(): Promise<void> {
    await this.#users.signinRedirect({ state: location.pathname + location.search });
  }

  /**
   * @param refused - A token that the API does not take, whatever its end says.
   * @returns An access token; undefined where nobody is signed in, or no longer.
   * @throws {UnreachableError} When the sign-in cannot be asked for a new one.
   */
  async token(refused?: string): Promise<string | undefined> {
    const user = await this.#users.getUser();
    if (!user) return undefined;
    const isGood = (user.expires_in ?? 0) > RENEWED_BEFORE_END && user.access_token !== refused;
    return isGood ? user.access_token : (await this.#renew())?.access_token;
  }

  #renew(): Promise<User | null> {
    this.#renewing ??= this.#users
      .signinSilent()
      .catch((cause) => {
        if (cause instanceof ErrorResponse) return null; // revoked, used before, or a day old
        throw new UnreachableError('Expected a new token from the sign-in but found none', { cause });
      })
      .finally(() => {
        this.#renewing = undefined;
      });
    return this.#renewing;
  }

  /** Forgets the tokens of a sign-in that has ended. */
  async forget(): Promise<void> {
    await this.#users.removeUser();
  }

  /** Signs out here and at the sign-in, so that the next one has to say who they are. */
  async end(): Promise<void> {
    await this.#users.revokeTokens(['refresh_token']).catch(() => {}); // whoever is offline still signs out here
    await this.forget();
    const url = new URL(`${this.#cognito.signInUrl}/logout`);
    // Cognito's own names; it does not know those of OpenID Connect.
    url.search = new URLSearchParams({
      client_id: this.#cognito.clientId,
      logout_uri: `${location.origin}/`,
    }).toString();
    location.assign(url);
  }
}

/** Only an address of this page: the state may be anybody's. */
function toPath(state: unknown): string {
  return typeof state === 'string' && /^\/(?![/\\])/.test(state) ? state : '/';
}
