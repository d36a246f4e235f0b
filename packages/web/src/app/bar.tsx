// The bar above every view: home, search, upload, and the other views.

import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Link, useLocation, useSearch } from 'wouter';
import { Icon, type IconName } from '../design/icon.tsx';
import { LANGUAGES, type Language, useLanguage, useMessages } from '../i18n/messages.tsx';
import { SearchField } from '../search/search-field.tsx';
import { useUser } from '../sign-in/user.ts';
import { UploadButton } from '../upload/upload-button.tsx';
import { routes } from './routes.ts';
import { useSetting } from './settings.ts';

export function Bar({ onHelp }: { onHelp(): void }) {
  const t = useMessages();
  const search = useSearch();
  const [path] = useLocation();
  const isList = path === routes.timeline || path.startsWith('/photographs/');
  return (
    <header className="bar">
      <Link href={routes.timeline} className="brand" aria-label={t.home}>
        <img src="/icon.svg" alt="" width={28} height={28} />
        <span>Image Workflow</span>
      </Link>
      <SearchField key={isList ? search : path} />
      <UploadButton />
      <nav aria-label={t.views}>
        <NavLink href={routes.timeline} icon="photos" label={t.timeline.title} isHere={isList} />
        <NavLink href={routes.people} icon="people" label={t.people.title} isHere={path === routes.people} />
        <NavLink
          href={routes.activity}
          icon="activity"
          label={t.activity.title}
          isHere={path === routes.activity}
        />
        <NavLink href={routes.trash} icon="trash" label={t.trash.title} isHere={path === routes.trash} />
      </nav>
      <Settings onHelp={onHelp} />
    </header>
  );
}

function NavLink({
  href,
  icon,
  label,
  isHere,
}: {
  href: string;
  icon: IconName;
  label: string;
  isHere: boolean;
}) {
  return (
    <Link href={href} className="nav-link" aria-current={isHere ? 'page' : undefined} title={label}>
      <Icon name={icon} />
      <span>{label}</span>
    </Link>
  );
}

const THEMES = ['system', 'light', 'dark'] as const;

function Settings({ onHelp }: { onHelp(): void }) {
  const t = useMessages();
  const { language, choose } = useLanguage();
  const [theme, setTheme] = useSetting('theme');
  const user = useUser();
  return (
    <MenuTrigger>
      <AriaButton className="button button-icon button-quiet" aria-label={t.settings.title}>
        <Icon name="more" />
      </AriaButton>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="menu"
          aria-label={t.settings.title}
          onAction={(key) => {
            const [kind, value] = String(key).split(':');
            if (kind === 'theme' && value) setTheme(value);
            if (kind === 'language' && value) choose(value as Language);
            if (kind === 'help') onHelp();
            if (kind === 'sign-out') void user?.signOut();
          }}
        >
          {THEMES.map((name) => (
            <MenuItem
              key={name}
              id={`theme:${name}`}
              className="menu-item"
              textValue={t.settings.themes[name]}
              aria-label={`${t.settings.themes[name]}${(theme ?? 'system') === name ? `, ${t.chosen}` : ''}`}
            >
              <Icon name={name === 'dark' ? 'moon' : 'sun'} />
              {t.settings.themes[name]}
              {(theme ?? 'system') === name && <Icon name="check" className="end" />}
            </MenuItem>
          ))}
          {(Object.entries(LANGUAGES) as [Language, string][]).map(([code, name]) => (
            <MenuItem
              key={code}
              id={`language:${code}`}
              className="menu-item"
              textValue={name}
              aria-label={`${name}${language === code ? `, ${t.chosen}` : ''}`}
            >
              <Icon name="text" />
              <span lang={code}>{name}</span>
              {language === code && <Icon name="check" className="end" />}
            </MenuItem>
          ))}
          <MenuItem id="help" className="menu-item">
            <Icon name="keyboard" />
            {t.keys.title}
            <span className="end">?</span>
          </MenuItem>
          {user && (
            <MenuItem id="sign-out" className="menu-item" textValue={t.signIn.out}>
              <Icon name="signOut" />
              {t.signIn.out}
              <span className="end">{user.name}</span>
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
