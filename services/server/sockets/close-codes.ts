/*
 * The codes with which we close WebSockets: RFC 6455's, and from 4000 on our own.
 */

/** All was said. */
export const DONE = 1000;
/** We are about to stop. */
export const GOING_AWAY = 1001;
/** Frames that are not text. */
export const NOT_TEXT = 1003;
/** Text that is not JSON. */
export const NOT_JSON = 1007;
/** What was said is against the rules. */
export const PROTOCOL_FAULT = 1008;
/** A message that is too long. */
export const TOO_BIG = 1009;
/** A fault of ours. */
export const INTERNAL_ERROR = 1011;
/** Too slow, or at a bad time. */
export const TRY_AGAIN_LATER = 1013;
/** A newer link of the same machine is there. */
export const REPLACED = 4000;
