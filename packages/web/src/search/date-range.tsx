// From one day to another: typed, or chosen in a calendar. Loaded when it is opened.

import { type CalendarDate, endOfMonth, parseDate } from '@internationalized/date';
import { useState } from 'react';
import {
  Button as AriaButton,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  DateInput,
  DateRangePicker,
  DateSegment,
  Group,
  Heading,
  RangeCalendar,
} from 'react-aria-components';
import { Icon } from '../design/icon.tsx';
import { Button } from '../design/parts.tsx';
import { useMessages } from '../i18n/messages.tsx';
import './date-range.css';

export interface Period {
  /** As the API takes it: `2024`, `2024-05`, `2024-05-01`. */
  from?: string | undefined;
  to?: string | undefined;
}

export default function DateRange({ from, to, onChoose }: Period & { onChoose(period: Period): void }) {
  const t = useMessages();
  const [range, setRange] = useState(() => toRange(from, to));
  return (
    <div className="date-range">
      <DateRangePicker
        aria-label={t.search.time}
        value={range}
        onChange={setRange}
        shouldForceLeadingZeros
        granularity="day"
      >
        <Group className="date-fields">
          <DateInput slot="start">{(segment) => <DateSegment segment={segment} />}</DateInput>
          <span aria-hidden="true">–</span>
          <DateInput slot="end">{(segment) => <DateSegment segment={segment} />}</DateInput>
        </Group>
        <RangeCalendar className="calendar">
          <header>
            <AriaButton slot="previous" className="button button-icon button-quiet">
              <Icon name="previous" />
            </AriaButton>
            <Heading />
            <AriaButton slot="next" className="button button-icon button-quiet">
              <Icon name="next" />
            </AriaButton>
          </header>
          <CalendarGrid>
            <CalendarGridHeader>{(day) => <CalendarHeaderCell>{day}</CalendarHeaderCell>}</CalendarGridHeader>
            <CalendarGridBody>{(date) => <CalendarCell date={date} />}</CalendarGridBody>
          </CalendarGrid>
        </RangeCalendar>
      </DateRangePicker>
      <div className="actions">
        {(from ?? to) && (
          <Button look="quiet" onPress={() => onChoose({})}>
            {t.search.anyTime}
          </Button>
        )}
        <Button
          look="accent"
          icon="search"
          isDisabled={!range}
          onPress={() => range && onChoose({ from: range.start.toString(), to: range.end.toString() })}
        >
          {t.search.apply}
        </Button>
      </div>
    </div>
  );
}

/** The days that a period begins and ends with; null where only one end of it is known. */
function toRange(from = '', to = ''): { start: CalendarDate; end: CalendarDate } | null {
  if (!from || !to) return null;
  const first = (period: string) => parseDate(`${period}-01-01`.slice(0, 'yyyy-mm-dd'.length));
  const end = to.length === 'yyyy'.length ? parseDate(`${to}-12-01`) : first(to);
  return { start: first(from), end: to.length < 'yyyy-mm-dd'.length ? endOfMonth(end) : end };
}
