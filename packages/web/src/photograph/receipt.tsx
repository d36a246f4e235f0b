// What a photograph took: each step's time and cost, and what skipping saved.

import type { ImageDetail } from '@image-workflow/record/api/images';
import { Icon } from '../design/icon.tsx';
import { useFormat } from '../i18n/format.ts';
import { useMessages } from '../i18n/messages.tsx';

export function ReceiptView({ image }: { image: ImageDetail }) {
  const t = useMessages();
  const format = useFormat();
  const { receipt } = image;
  if (!receipt) return null;
  return (
    <section className="panel-section">
      <header>
        <h2>{t.receipt.title}</h2>
      </header>
      <div className="receipt">
        <table className="table">
          <thead>
            <tr>
              <th>{t.receipt.step}</th>
              <th className="number">{t.receipt.time}</th>
              <th className="number">{t.receipt.cost}</th>
            </tr>
          </thead>
          <tbody>
            {receipt.steps.map(({ name, status, durationMs, usd, savedUsd, calls }) => (
              <tr key={name} className={status === 'SKIPPED' ? 'is-skipped' : ''}>
                <td>
                  {status === 'FAILED' && <Icon name="error" size={14} className="inline-icon" />}
                  {t.steps[name] ?? name}
                  {calls > 1 && <small> {calls} ×</small>}
                </td>
                <td className="number">{durationMs === undefined ? '' : format.duration(durationMs)}</td>
                <td className="number">
                  {status === 'SKIPPED' ? t.receipt.skipped(format.dollars(savedUsd)) : format.dollars(usd)}
                </td>
              </tr>
            ))}
            <tr>
              <td colSpan={2}>{t.receipt.other}</td>
              <td className="number">{format.dollars(receipt.otherUsd)}</td>
            </tr>
          </tbody>
          <tfoot>
            <tr>
              <th>{t.receipt.total}</th>
              <th className="number">
                {receipt.durationMs === undefined ? '' : format.duration(receipt.durationMs)}
              </th>
              <th className="number">{format.dollars(receipt.usd)}</th>
            </tr>
          </tfoot>
        </table>
        {receipt.savedUsd > 0 && <p>{t.receipt.saved(format.dollars(receipt.savedUsd))}</p>}
        <small>{t.receipt.estimate}</small>
      </div>
    </section>
  );
}
