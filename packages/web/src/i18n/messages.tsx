// What the page says, in the reader's language. English is part of the first load, others come when asked for.

import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { readSetting, writeSetting } from '../app/settings.ts';
import { en, type Messages } from './en.ts';

export type { Messages } from './en.ts';

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;

const MessagesContext = createContext<Messages>(en);
const LanguageContext = createContext<{
  language: Language;
  locale: string;
  choose(language: Language): void;
}>({
  language: 'en',
  locale: 'en',
  choose: () => {},
});

export function useMessages(): Messages {
  return use(MessagesContext);
}

export function useLanguage() {
  return use(LanguageContext);
}

function preferred(): Language {
  const chosen = readSetting('language');
  if (chosen !== undefined && Object.hasOwn(LANGUAGES, chosen)) return chosen as Language;
  return navigator.language.startsWith('de') ? 'de' : 'en';
}

/** The reader's own variant where the language is theirs: `de-AT` writes dates as Austria does. */
function toLocale(language: Language): string {
  return navigator.languages.find((tag) => tag.startsWith(language)) ?? language;
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(preferred);
  const [messages, setMessages] = useState<Messages | undefined>(language === 'en' ? en : undefined);

  useEffect(() => {
    let isCurrent = true;
    document.documentElement.lang = language;
    const load = language === 'de' ? import('./de.ts').then(({ de }) => de) : Promise.resolve(en);
    load
      .catch(() => en) // offline: better English than nothing
      .then((loaded) => isCurrent && setMessages(loaded));
    return () => {
      isCurrent = false;
    };
  }, [language]);

  const locale = toLocale(language);
  const context = useMemo(
    () => ({
      language,
      locale,
      choose(next: Language) {
        writeSetting('language', next);
        setLanguage(next);
      },
    }),
    [language, locale],
  );
  if (!messages) return null;
  return (
    <I18nProvider locale={locale}>
      <LanguageContext value={context}>
        <MessagesContext value={messages}>{children}</MessagesContext>
      </LanguageContext>
    </I18nProvider>
  );
}
