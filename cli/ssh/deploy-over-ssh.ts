import { BadInput } from '../../machines/errors.ts';
import type { ExitCode } from '../line/verb.ts';
import type { Session } from '../session.ts';

/** `nixfleet deploy --ssh`. */
export function deployOverSsh(_flags: object, _session: Session): Promise<ExitCode> {
  throw new BadInput('--ssh is not built yet');
}
