import type { Route } from './route.ts';

/** What the tab of a page is called: what is particular first, for tabs are narrow. */
export const pageTitle = (route: Route): string => [...wordsOf(route), 'NixFleet'].join(' · ');

function wordsOf(route: Route): readonly string[] {
  switch (route.page) {
    case 'fleet':
      return ['Fleet'];
    case 'rollouts':
      return ['Rollouts'];
    case 'releases':
      return ['Releases'];
    case 'compliance':
      return ['Compliance'];
    case 'actors':
      return ['Statecharts'];
    case 'audit':
      return ['Audit'];
    case 'machine':
      return [route.id, 'Machine'];
    case 'rollout':
      return [route.id, 'Rollout'];
    case 'release':
      return [route.id, 'Release'];
    case 'diff':
      return [`${route.id} → ${route.other}`, 'Diff'];
    case 'actor':
      return [route.address, 'Statechart'];
  }
}
