// Queues and how many messages are in each.

import type { QueueStatus } from '@image-workflow/record/api/status';
import { useFormat } from '../i18n/format.ts';
import { useMessages } from '../i18n/messages.tsx';

export function QueueTable({ queues }: { queues: readonly QueueStatus[] }) {
  const t = useMessages();
  const format = useFormat();
  return (
    <div className="scroll-x">
      <table className="table">
        <thead>
          <tr>
            <th>{t.activity.queue}</th>
            <th className="number">{t.activity.waiting}</th>
            <th className="number">{t.activity.inFlight}</th>
            <th className="number">{t.activity.delayed}</th>
          </tr>
        </thead>
        <tbody>
          {queues.map(({ name, waiting, inFlight, delayed }) => (
            <tr key={name}>
              <td>{name}</td>
              <td className="number">{format.number(waiting)}</td>
              <td className="number">{format.number(inFlight)}</td>
              <td className="number">{format.number(delayed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
