import { MAX_AGE_DAYS, secondsIn } from '../../../machines/policy/evidence-age.ts';

/** What somebody wants to see of the fleet's compliance. */
export interface WantedCompliance {
  readonly framework?: string;
  /** Only machines that have all of them. */
  readonly tag?: string[];
}

/** What the query of a fragment asks for; what is empty is not asked. */
export function wantedCompliance(query: URLSearchParams): WantedCompliance {
  const framework = query.get('framework')?.trim() ?? '';
  const tag = query.get('tag')?.trim() ?? '';
  return { ...(framework !== '' && { framework }), ...(tag !== '' && { tag: [tag] }) };
}

/** How the API is asked for it: what is too old counts for nothing, as with `nixfleet compliance`. */
export const complianceQuery = (wanted: WantedCompliance) => ({ ...wanted, max_age: secondsIn(MAX_AGE_DAYS) });
