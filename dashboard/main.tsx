import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { faultOf } from './api.ts';
import './app.css';
import { router } from './router.tsx';
import { rememberSignedIn } from './shell/signed-in.ts';

/** The server forgot who this is: whatever was shown belongs to nobody now. */
function noticeSignedOut(error: unknown): void {
  const { pathname, href } = router.state.location;
  if (faultOf(error).status !== 401 || pathname === '/sign-in' || pathname === '/start') return;
  rememberSignedIn(false);
  queries.clear();
  void router.navigate({ to: '/sign-in', search: { next: href } });
}

const queries = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < 3 && (faultOf(error).status === 0 || faultOf(error).status === 503),
    },
  },
});

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
