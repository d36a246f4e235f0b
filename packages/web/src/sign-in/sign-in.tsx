// Before the page, where people sign in: who is signed in, and what one sees who is not.

import type { User } from 'oidc-client-ts';
import { type ReactNode, useEffect, useState } from 'react';
import { provideTokens, queries } from '../app/client.tsx';
import { describeError } from '../app/errors.ts';
import { Button, Loading, StateView } from '../design/parts.tsx';
import { useMessages } from '../i18n/messages.tsx';
import { uploads } from '../upload/queue.ts';
import { useUploads } from '../upload/use-upload.ts';
import { type Cognito, Session } from './session.ts';
import { setUser } from './user.ts';

type State = { kind: 'arriving' | 'in' | 'out' | 'ended' } | { kind: 'failed'; error: unknown };

let session: Session | undefined;
let arrival: Promise<User | null> | undefined;

export default function SignIn({
  authentication,
  children,
}: {
  authentication: Cognito;
  children: ReactNode;
}) {
  const t = useMessages();
  const [state, setState] = useState<State>({ kind: 'arriving' });
  useUploads(); // those at work when the sign-in ends are refused one by one
  const [current] = useState(() => {
    session ??= new Session(authentication);
    return session;
  });

  useEffect(() => {
    provideTokens(
      (refused) => current.token(refused),
      () => {
        void current.forget();
        setUser(undefined);
        setState({ kind: 'ended' });
      },
    );
    arrival ??= current.arrive(); // a code is good once
    arrival.then(
      (user) => {
        setUser(user ? { ...describe(user), signOut: () => leave(current) } : undefined);
        setState({ kind: user ? 'in' : 'out' });
      },
      (error) => setState({ kind: 'failed', error }),
    );
  }, [current]);

  if (state.kind === 'arriving') return <Loading />;
  if (state.kind === 'in') return children;
  const hasEnded = state.kind === 'ended';
  return (
    <main>
      <StateView
        icon="lock"
        title={hasEnded ? t.signIn.ended : t.signIn.title}
        actions={
          <Button
            look="accent"
            onPress={() => void current.start().catch((error) => setState({ kind: 'failed', error }))}
          >
            {t.signIn.in}
          </Button>
        }
      >
        {state.kind === 'failed' ? t.signIn.failed(describeError(state.error, t)) : null}
        {hasEnded ? t.signIn.endedHint : null}
        {hasEnded && uploads.lostWithPage > 0 ? ` ${t.signIn.unsent(uploads.lostWithPage)}` : null}
        {state.kind === 'out' ? t.signIn.hint : null}
      </StateView>
    </main>
  );
}

async function leave(current: Session): Promise<void> {
  queries.clear(); // nobody else is to see in this tab what was seen
  await current.end();
}

function describe({ profile }: User): { name: string; isAdmin: boolean } {
  const groups = profile['cognito:groups'];
  return { name: profile.email ?? profile.sub, isAdmin: Array.isArray(groups) && groups.includes('admins') };
}
