import { useSyncExternalStore } from 'react';

const narrow = '(max-width: 767px)';

/** Whether the page is too narrow for a canvas with a panel beside it. */
export function useIsPhone(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const query = matchMedia(narrow);
      query.addEventListener('change', onChange);
      return () => query.removeEventListener('change', onChange);
    },
    () => matchMedia(narrow).matches,
  );
}
