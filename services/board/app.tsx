import { useEffect, useState } from 'preact/hooks';
import { ActorPage } from './actors/actor-page.tsx';
import { ActorsPage } from './actors/actors-page.tsx';
import { AuditPage } from './audit/audit-page.tsx';
import { CompliancePage } from './compliance/compliance-page.tsx';
import { FleetPage } from './fleet/fleet-page.tsx';
import { MachinePage } from './machines/machine-page.tsx';
import { DiffPage } from './releases/diff-page.tsx';
import { ReleasePage } from './releases/release-page.tsx';
import { ReleasesPage } from './releases/releases-page.tsx';
import { RolloutPage } from './rollouts/rollout-page.tsx';
import { RolloutsPage } from './rollouts/rollouts-page.tsx';
import { Resuming } from './resuming.tsx';
import { type Route, routeIn } from './route.ts';
import type { Session } from './session.ts';
import { Shell } from './shell.tsx';
import { SignIn } from './sign-in.tsx';
import { useVisit } from './use-visit.ts';

/** The board: who has not signed in is asked to, everybody else is where the address says. */
export function App() {
  const route = useRoute();
  const { session, isResuming, problem, again, enter, leave } = useVisit();
  if (isResuming) return <Resuming problem={problem} again={again} leave={leave} />;
  if (session === undefined) return <SignIn problem={problem} signedIn={enter} />;
  return (
    <Shell session={session} route={route} leave={() => leave()}>
      <Page key={JSON.stringify(route)} session={session} route={route} />
    </Shell>
  );
}

function Page({ session, route }: { readonly session: Session; readonly route: Route }) {
  switch (route.page) {
    case 'fleet':
      return <FleetPage session={session} />;
    case 'machine':
      return <MachinePage session={session} id={route.id} />;
    case 'rollouts':
      return <RolloutsPage session={session} />;
    case 'rollout':
      return <RolloutPage session={session} id={route.id} />;
    case 'releases':
      return <ReleasesPage session={session} />;
    case 'release':
      return <ReleasePage session={session} id={route.id} />;
    case 'diff':
      return <DiffPage session={session} id={route.id} other={route.other} />;
    case 'compliance':
      return <CompliancePage session={session} />;
    case 'actors':
      return <ActorsPage session={session} />;
    case 'actor':
      return <ActorPage session={session} address={route.address} />;
    case 'audit':
      return <AuditPage session={session} />;
  }
}

/** Where the address says that we are. */
function useRoute(): Route {
  const [route, setRoute] = useState(() => routeIn(location.hash));
  useEffect(() => {
    const moved = () => setRoute(routeIn(location.hash));
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  return route;
}
