// The page's addresses. The search stays in the query string wherever one goes from a list.

import { useLocation, useSearch } from 'wouter';

export const routes = {
  timeline: '/',
  photograph: (imageId: string) => `/photographs/${imageId}`,
  execution: (imageId: string) => `/photographs/${imageId}/execution`,
  people: '/people',
  activity: '/activity',
  trash: '/trash',
} as const;

/** Goes there; `state` tells a view where one came from, so that Esc can go back instead of on. */
export function useGo() {
  const [, navigate] = useLocation();
  const search = useSearch();
  return {
    to: navigate,
    /** Opens a photograph above the list that is shown. */
    open(imageId: string, { replace = false } = {}) {
      navigate(withSearch(routes.photograph(imageId), search), {
        replace,
        state: replace ? history.state : { isAboveList: true },
      });
    },
    /** Back to the list: the same as the browser's button where one came from it. */
    close() {
      if (history.state?.isAboveList) history.back();
      else navigate(withSearch(routes.timeline, search));
    },
  };
}

export function withSearch(path: string, search: string): string {
  return search ? `${path}?${search}` : path;
}
