/** A request as data. */
export interface Exchange {
  readonly method: string;
  /** With its query, percent-encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Gives the exchange up. */
  readonly signal?: AbortSignal | undefined;
}

/** What came back, whole. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly location: string | undefined;
  /** Where there is more (RFC 8288). */
  readonly link: string | undefined;
  /** When it was made, by the clock of who made it: the header as it came. */
  readonly date?: string | undefined;
  readonly body: string;
}
