// What could not be handled: what it is about, why, and back with it to where it can be.

import { type DeadLetter, MOST_DEAD_LETTERS } from '@image-workflow/record/api/dead-letters';
import type { QueueStatus } from '@image-workflow/record/api/status';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client, queries } from '../app/client.tsx';
import { describeError } from '../app/errors.ts';
import { Button, Loading, Notice } from '../design/parts.tsx';
import { showToast } from '../design/toasts.tsx';
import { useFormat } from '../i18n/format.ts';
import { useMessages } from '../i18n/messages.tsx';
import { useIsAdmin } from '../sign-in/user.ts';
import { fileName } from '../timeline/tile.tsx';
import { QueueTable } from './queue-table.tsx';

const KEY = ['dead-letters'];
const AGAIN_MS = 10_000;

/**
 * To look at them takes them in hand for a moment: they are asked for once, and when somebody has done something; and again
 * while fewer are told than there are, for somebody else may look at them just now.
 */
export function DeadLetters({ queues }: { queues: readonly QueueStatus[] }) {
  const t = useMessages();
  const [isSending, setSending] = useState(false);
  const isAdmin = useIsAdmin();
  const expected = queues.reduce(
    (sum, { waiting, inFlight }) => sum + Math.min(MOST_DEAD_LETTERS, waiting + inFlight),
    0,
  );
  const { data, error } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => client.listDeadLetters({ signal }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) => (state.data && state.data.items.length < expected ? AGAIN_MS : false),
    enabled: isAdmin,
  });
  const untold = data ? Math.max(0, expected - data.items.length) : 0;
  const redrive = async () => {
    setSending(true);
    try {
      const { sent, stay, notSent } = await client.redriveDeadLetters();
      showToast({ text: t.activity.redriven(sent, stay + notSent) });
    } catch (reason) {
      showToast({ text: describeError(reason, t) });
    }
    setSending(false);
    await Promise.all([KEY, ['status']].map((queryKey) => queries.invalidateQueries({ queryKey })));
  };
  const movable = data?.items.some(({ goesTo }) => goesTo !== undefined);
  return (
    <>
      <QueueTable queues={queues} />
      {!isAdmin ? (
        <p className="panel-none">{t.activity.forAdmins}</p>
      ) : error ? (
        <Notice tone="caution" icon="warning">
          {describeError(error, t)} <code>npm run redrive</code>
        </Notice>
      ) : data ? (
        <>
          <ul className="dead-letters">
            {data.items.map((letter) => (
              <Letter key={letter.messageId} letter={letter} />
            ))}
          </ul>
          {untold > 0 && <p className="panel-none">{t.activity.untold(untold)}</p>}
        </>
      ) : (
        <Loading />
      )}
      {movable && (
        <Button icon="again" isDisabled={isSending} onPress={() => void redrive()}>
          {t.activity.redrive}
        </Button>
      )}
    </>
  );
}

function Letter({ letter: { key, queue, error, sentAt, goesTo, staysBecause } }: { letter: DeadLetter }) {
  const t = useMessages();
  const format = useFormat();
  return (
    <li>
      <strong title={key}>{key ? fileName(key) : queue}</strong>
      <time dateTime={sentAt}>{format.ago(sentAt)}</time>
      <small>{error ? `${error.name}: ${error.message}` : t.activity.noReason}</small>
      <small>{goesTo ? t.activity.goesTo(goesTo) : t.activity.stays(staysBecause ?? '')}</small>
    </li>
  );
}
