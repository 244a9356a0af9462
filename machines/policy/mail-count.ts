/** So much of an actor's mail is told at most; where so much is told, there may be more. */
export const MOST_MAIL = 50;

/** How much mail there is, as far as it is told: `7`, `50 or more`. */
export const mailCount = (told: number): string => (told < MOST_MAIL ? String(told) : `${told} or more`);
