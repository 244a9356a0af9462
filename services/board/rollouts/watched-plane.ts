import type { Methods } from '../../api/client-over.ts';
import type { Session } from '../session.ts';

/** As much of a session as watching takes. */
export interface WatchedPlane extends Pick<Session, 'follow'> {
  readonly client: Pick<Methods, 'getRollout' | 'listRollouts' | 'page'>;
}
