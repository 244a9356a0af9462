/** Mail that its receiver could not take, as its sender hears of it. */
export interface ReturnedMail {
  readonly type: 'mail.returned';
  /** The address of who could not take it. */
  readonly from: string;
  /** What it was; absent when the word of it waited while the program was replaced. */
  readonly event?: { readonly type: string; readonly attempt?: number };
  readonly now: number;
}

/** Mail of this type came back from a machine, and of this try if it was of one. One that does not say what it is counts. */
export function isReturned(event: ReturnedMail | { readonly type: string }, type: string, attempt?: number): boolean {
  if (!isMail(event) || !event.from.startsWith('machine:')) return false;
  const { event: of } = event;
  return of === undefined || (of.type === type && (of.attempt ?? attempt) === attempt);
}

const isMail = (event: { readonly type: string }): event is ReturnedMail => event.type === 'mail.returned';
