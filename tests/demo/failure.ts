/** The demonstration did not show what it should; the message says what. */
export class DemoFailed extends Error {}
