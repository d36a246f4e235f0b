// The page as a whole: who may see it, its bar, and the view that its address names.

import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { Route, Switch, useLocation, useRoute, useSearch } from 'wouter';
import { Button, Loading, StateView } from '../design/parts.tsx';
import { runLatestAction, Toasts } from '../design/toasts.tsx';
import { LanguageProvider, useMessages } from '../i18n/messages.tsx';
import { PhotographsProvider } from '../timeline/photographs.tsx';
import { Timeline } from '../timeline/timeline.tsx';
import { DropEverywhere } from '../upload/drop-everywhere.tsx';
import { Bar } from './bar.tsx';
import { configQuery, queries } from './client.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { describeError } from './errors.ts';
import { useKeys } from './keys.ts';
import { routes } from './routes.ts';
import { useSetting } from './settings.ts';

const Photograph = lazy(() => import('../photograph/photograph.tsx'));
const ExecutionView = lazy(() => import('../execution/execution-view.tsx'));
const People = lazy(() => import('../people/people.tsx'));
const Activity = lazy(() => import('../activity/activity.tsx'));
const Trash = lazy(() => import('../trash/trash-view.tsx'));
const KeyHelp = lazy(() => import('./key-help.tsx'));
const UploadTray = lazy(() => import('../upload/tray.tsx'));
const SignIn = lazy(() => import('../sign-in/sign-in.tsx'));

export function App() {
  useTheme();
  return (
    <LanguageProvider>
      <QueryClientProvider client={queries}>
        <ErrorBoundary>
          <Gate>
            <PhotographsProvider>
              <Page />
            </PhotographsProvider>
          </Gate>
        </ErrorBoundary>
        <Toasts />
      </QueryClientProvider>
    </LanguageProvider>
  );
}

/** The configuration first: it says whether one has to sign in. */
function Gate({ children }: { children: ReactNode }) {
  const t = useMessages();
  const { data, error, refetch } = useQuery(configQuery);
  if (error) {
    return (
      <main>
        <StateView
          icon="warning"
          title={t.errors.noApi}
          actions={
            <Button look="accent" icon="again" onPress={() => void refetch()}>
              {t.again}
            </Button>
          }
        >
          {describeError(error, t)}
        </StateView>
      </main>
    );
  }
  if (!data) return <Loading />;
  if (data.authentication.kind === 'none') return children;
  if (data.authentication.kind === 'iam') {
    return (
      <main>
        <StateView icon="lock" title={t.signIn.programs}>
          {t.signIn.programsHint}
        </StateView>
      </main>
    );
  }
  return (
    <Suspense fallback={<Loading />}>
      <SignIn authentication={data.authentication}>{children}</SignIn>
    </Suspense>
  );
}

function Page() {
  const t = useMessages();
  const [path] = useLocation();
  const search = useSearch();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  useTitle(path);
  // What had the focus went with the view before: the next Tab begins in this one, and not in the bar again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address is another view
  useEffect(() => {
    const isLost = !document.activeElement || document.activeElement === document.body;
    if (isLost) main.current?.focus({ preventScroll: true });
  }, [path, search]);
  useKeys({
    '/': () => document.getElementById('search-input')?.focus(),
    '?': () => setHelpOpen(true),
    'Ctrl+Z': () => void runLatestAction(),
  });

  return (
    <DropEverywhere>
      <a className="skip-link" href="#main">
        {t.skip}
      </a>
      <Bar onHelp={() => setHelpOpen(true)} />
      <main id="main" ref={main} tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <ErrorBoundary key={path}>
            <Switch>
              <Route path={routes.people} component={People} />
              <Route path={routes.activity} component={Activity} />
              <Route path={routes.trash} component={Trash} />
              <Route path="/photographs/:imageId/execution">
                {({ imageId }) => <ExecutionView key={imageId} imageId={imageId} />}
              </Route>
              <Route path={routes.timeline} />
              <Route path="/photographs/:imageId" />
              <Route>
                <StateView icon="search" title={t.errors.noPage}>
                  {t.errors.noPageHint}
                </StateView>
              </Route>
            </Switch>
          </ErrorBoundary>
        </Suspense>
        <TimelineBelow />
      </main>
      <Suspense fallback={null}>
        <UploadTray />
        {isHelpOpen && <KeyHelp onClose={() => setHelpOpen(false)} />}
      </Suspense>
    </DropEverywhere>
  );
}

/** The timeline stays as it is while a photograph is looked at above it. */
function TimelineBelow() {
  const [isTimeline] = useRoute(routes.timeline);
  const [isPhotograph, params] = useRoute('/photographs/:imageId');
  if (!isTimeline && !isPhotograph) return null;
  return (
    <>
      <Timeline coveredBy={params?.imageId} />
      {params && (
        <Suspense fallback={<div className="photograph" />}>
          <ErrorBoundary key={params.imageId}>
            <Photograph imageId={params.imageId} />
          </ErrorBoundary>
        </Suspense>
      )}
    </>
  );
}

function useTheme(): void {
  const [theme] = useSetting('theme');
  useEffect(() => {
    const root = document.documentElement;
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    else delete root.dataset.theme;
  }, [theme]);
}

function useTitle(path: string): void {
  const t = useMessages();
  const names: Record<string, string> = {
    [routes.people]: t.people.title,
    [routes.activity]: t.activity.title,
    [routes.trash]: t.trash.title,
  };
  const name = names[path];
  useEffect(() => {
    if (!path.startsWith('/photographs/'))
      document.title = name ? `${name} · Image Workflow` : 'Image Workflow';
  }, [path, name]);
}
