import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { ConnectionWord } from './elements/connection-state.tsx';
import { ThemeSwitch } from './elements/theme-switch.tsx';
import { PageKeys } from './page-keys.tsx';
import { pageTitle } from './page-title.ts';
import { fragmentOf, type Route } from './route.ts';
import type { Session } from './session.ts';

const SECTIONS = [
  { page: 'fleet', title: 'Fleet', has: ['machine'] },
  { page: 'rollouts', title: 'Rollouts', has: ['rollout'] },
  { page: 'releases', title: 'Releases', has: ['release', 'diff'] },
  { page: 'compliance', title: 'Compliance', has: [] },
  { page: 'actors', title: 'Statecharts', has: ['actor'] },
  { page: 'audit', title: 'Audit', has: [] },
] as const;

/** What stands around every page: where one can go, whether it is live, and who one is. */
export function Shell(props: {
  readonly session: Session;
  readonly route: Route;
  readonly leave: () => void;
  readonly children: ComponentChildren;
}) {
  const { session, route, leave, children } = props;
  const title = pageTitle(route);
  useEffect(() => void (document.title = title), [title]);
  return (
    <>
      <a class="skip" href="#content" onClick={toContent}>
        To the content
      </a>
      <header class="bar">
        <a class="brand" href={fragmentOf({ page: 'fleet' })}>
          NixFleet
        </a>
        <Sections route={route} />
        <div class="bar-end">
          <ConnectionWord connection={session.connection} />
          <Who session={session} />
          <ThemeSwitch />
          <PageKeys page={route.page} />
          <button type="button" class="quiet" onClick={leave}>
            Sign out
          </button>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

function Sections({ route }: { readonly route: Route }) {
  const isIn = ({ page, has }: (typeof SECTIONS)[number]) =>
    page === route.page || has.some((inner) => inner === route.page);
  return (
    <nav aria-label="Sections">
      {SECTIONS.map((section) => (
        <a
          key={section.page}
          href={fragmentOf({ page: section.page })}
          aria-current={isIn(section) ? 'page' : undefined}
        >
          {section.title}
        </a>
      ))}
    </nav>
  );
}

function Who({ session: { key } }: { readonly session: Session }) {
  const until = key.expires_at === null ? '' : `, until ${new Date(key.expires_at).toLocaleString()}`;
  return (
    <span class="who" title={`${key.name} · ${key.role}${until}`}>
      <bdi>{key.name}</bdi>
      <span class="role">{key.role}</span>
    </span>
  );
}

/** The fragment is where we are: a jump within the page must not change it. */
function toContent(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}
