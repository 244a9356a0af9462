/** Set once an API key was made here: an emptied table no longer lets anybody be the first. */
export const BOOTSTRAP_CLOSED = 'bootstrap_closed';

/** Up to where events were taken out for their age: JSON with `seq` and `before`. */
export const EVENTS_TRIMMED = 'events_trimmed';
