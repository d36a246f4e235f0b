// Signing in by code with PKCE. Tokens live in this tab alone; they are renewed before they end.

import type { Authentication } from '@image-workflow/record/api/config';
import { type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { type ReactNode, useEffect, useState } from 'react';
import { provideTokens, queries } from '../app/client.tsx';
import { describeError } from '../app/errors.ts';
import { Button, Loading, StateView } from '../design/parts.tsx';
import { useMessages } from '../i18n/messages.tsx';
import { setUser } from './user.ts';

type Cognito = Extract<Authentication, { kind: 'cognito' }>;

/** Where the sign-in comes back to. The template allows this address and no other. */
export const RETURN_PATH = '/signed-in';

let manager: UserManager | undefined;

function managerOf({ issuer, clientId, signInUrl, scopes }: Cognito): UserManager {
  const base = signInUrl.replace(/\/+$/, '');
  manager ??= new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: `${location.origin}${RETURN_PATH}`,
    post_logout_redirect_uri: `${location.origin}/`,
    response_type: 'code',
    scope: scopes.join(' '),
    automaticSilentRenew: true,
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    // Given, not discovered: the issuer's own address need not be reachable from a browser, as on the local cloud.
    metadata: {
      issuer,
      authorization_endpoint: `${base}/oauth2/authorize`,
      token_endpoint: `${base}/oauth2/token`,
      userinfo_endpoint: `${base}/oauth2/userInfo`,
      end_session_endpoint: `${base}/logout`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
    },
  });
  return manager;
}

export default function SignIn({
  authentication,
  children,
}: {
  authentication: Authentication;
  children: ReactNode;
}) {
  const t = useMessages();
  const [user, setSignedIn] = useState<User | null>();
  const [error, setError] = useState<unknown>();
  const cognito = authentication.kind === 'cognito' ? authentication : undefined;

  useEffect(() => {
    if (!cognito) return;
    const users = managerOf(cognito);
    const take = (next: User | null) => {
      setSignedIn(next);
      setUser(next ? { name: nameOf(next) } : undefined, () => leave(users, cognito));
      provideTokens(
        async () => (await users.getUser())?.access_token,
        () => void users.removeUser(), // it does not hold: sign in again
      );
    };
    const unload = () => take(null);
    users.events.addUserLoaded(take);
    users.events.addUserUnloaded(unload);
    arrive(users).then(take, (reason: unknown) => {
      setError(reason);
      take(null);
    });
    return () => {
      users.events.removeUserLoaded(take);
      users.events.removeUserUnloaded(unload);
    };
  }, [cognito]);

  if (user === undefined) return <Loading />;
  if (user && cognito) return children;
  return (
    <main>
      <StateView
        icon="lock"
        title={t.signIn.title}
        actions={
          <Button
            look="accent"
            onPress={() => {
              if (!cognito) return;
              const from = location.pathname === RETURN_PATH ? '/' : location.pathname + location.search;
              void managerOf(cognito).signinRedirect({ state: from }).catch(setError);
            }}
          >
            {t.signIn.in}
          </Button>
        }
      >
        {error ? describeError(error, t) : t.signIn.hint}
      </StateView>
    </main>
  );
}

/** Comes back from the sign-in with a code, or finds who was signed in before. */
async function arrive(users: UserManager): Promise<User | null> {
  if (location.pathname === RETURN_PATH && location.search.includes('state=')) {
    const user = await users.signinCallback();
    const from = typeof user?.state === 'string' && /^\/(?!\/)/.test(user.state) ? user.state : '/';
    history.replaceState(null, '', from);
    dispatchEvent(new PopStateEvent('popstate'));
    return user ?? null;
  }
  const user = await users.getUser();
  if (user?.expired) return await users.signinSilent().catch(() => null);
  return user;
}

async function leave(users: UserManager, { clientId, signInUrl }: Cognito): Promise<void> {
  queries.clear();
  await users.removeUser();
  const url = new URL('/logout', signInUrl);
  // Cognito's own names; it does not know those of OpenID Connect.
  url.search = new URLSearchParams({ client_id: clientId, logout_uri: `${location.origin}/` }).toString();
  location.assign(url);
}

function nameOf({ profile }: User): string {
  return profile.email ?? profile.preferred_username ?? profile.sub;
}
