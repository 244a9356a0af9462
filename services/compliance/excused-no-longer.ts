import type { Evidence } from '../../machines/model/evidence.ts';
import { holds } from '../../machines/policy/exception-end.ts';

/** A control that evidence says is excused, by an exception that has run out since; undefined: there is none. */
export const excusedNoLonger = ({ controls }: Pick<Evidence, 'controls'>, now: number): string | undefined =>
  controls.find(({ findings }) => findings.some(({ exception }) => exception !== undefined && !holds(exception, now)))
    ?.control;
