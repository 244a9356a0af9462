/** Pings that may stay without an answer: the next time the other side is gone. */
export const MISSED_PINGS = 2;

/** What a socket may have to send at once, beside the frame at hand. */
export const UNSENT_BYTES = 1024 * 1024;
