/** A time from the wire as a terminal shows it: `2026-11-21 23:51:40`, UTC; what is no such time is as it is. */
export const utcSecond = (timestamp: string): string => timestamp.replace(UTC, '$1 $2');

/** The same with its fraction of a second. */
export const utcExact = (timestamp: string): string => timestamp.replace(UTC, '$1 $2$3');

const UTC = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/;
