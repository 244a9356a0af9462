import type { ActorDetail, ActorMail } from '../../../machines/model/actor.ts';
import { mailCount } from '../../../machines/policy/mail-count.ts';
import { eventWords } from '../../draw/words.ts';
import { JsonTree } from '../elements/json-tree.tsx';
import { Moment, useNow } from '../elements/moment.tsx';
import { countdown } from './countdown.ts';

/** What an actor waits for, its mail, and what it remembers. */
export function ActorRest({
  actor,
  isPast,
  names,
}: {
  readonly actor: ActorDetail;
  /** The chart shows an older step; what is here is not kept for each. */
  readonly isPast: boolean;
  readonly names: ReadonlyMap<string, string>;
}) {
  return (
    <div class="actors-rest">
      {isPast && <p class="note">What follows is as it is now, not as it was at the step that is shown.</p>}
      <section class="card">
        <h2>Waits for</h2>
        <Waits actor={actor} names={names} />
      </section>
      <section class="card">
        <h2>Mail</h2>
        <MailList title="Mailbox" mail={actor.mailbox} none="Nothing waits in its mailbox." />
        <MailList title="Dead letters" mail={actor.dead_letters} none="No letter was given up." />
      </section>
      <section class="card">
        <h2>What it remembers</h2>
        <JsonTree value={actor.context} />
      </section>
    </div>
  );
}

function Waits({ actor, names }: { readonly actor: ActorDetail; readonly names: ReadonlyMap<string, string> }) {
  const now = useNow();
  if (actor.waits.length === 0)
    return <p class="note">{actor.status === 'quarantined' ? 'Nothing: it stands still.' : 'What it is told next.'}</p>;
  return (
    <ul class="actors-waits">
      {actor.waits.map(({ effect, name, state, until }) => (
        <li key={`${effect} ${state}`}>
          <strong>
            <bdi>{effect}</bdi>
          </strong>{' '}
          <span class="note">
            ({name}
            {state !== null && `, in ${names.get(state) ?? state}`})
          </span>
          {until !== null && (
            <>
              : <strong>{countdown(Date.parse(until), now)}</strong>{' '}
              <span class="note">({new Date(until).toLocaleString()})</span>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function MailList({
  title,
  mail,
  none,
}: {
  readonly title: string;
  readonly mail: readonly ActorMail[];
  readonly none: string;
}) {
  if (mail.length === 0) return <p class="note">{none}</p>;
  return (
    <details open>
      <summary>
        {title}: {mailCount(mail.length)}
      </summary>
      <ul class="actors-mail">
        {mail.map(({ sender, event, attempts = 0, failure, at }, place) => (
          <li key={place}>
            <bdi>{eventWords(event)}</bdi> from <bdi>{sender}</bdi>
            {at !== undefined && (
              <>
                , <Moment at={at} />
              </>
            )}
            {attempts > 0 && `, tried ${attempts} times`}
            {failure !== undefined && (
              <p class="actors-failure">
                <bdi>{failure}</bdi>
              </p>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
