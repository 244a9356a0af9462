import type { ReleaseDiff } from '../../../machines/model/release.ts';
import { OutsideText } from '../elements/outside-text.tsx';
import { useFirst } from '../elements/use-first.tsx';
import { fragmentOf } from '../route.ts';
import { pathDifference, type PathPart } from './path-difference.ts';

const PAGE = 100;

/** Hosts whose system is another one: the old path and the new one, with what differs marked. */
export function ChangedHosts({ changed }: { readonly changed: ReleaseDiff['changed'] }) {
  const { shown, more } = useFirst(changed, PAGE);
  if (changed.length === 0) return null;
  return (
    <section aria-labelledby="releases-changed">
      <h2 id="releases-changed">Changed ({changed.length})</h2>
      <ul class="card releases-list">
        {shown.map(({ hostname, old_store_path, new_store_path }) => {
          const [before, after] = pathDifference(old_store_path, new_store_path);
          return (
            <li key={hostname} class="releases-changed">
              <a href={fragmentOf({ page: 'machine', id: hostname })}>
                <OutsideText text={hostname} />
              </a>
              <Path sign="−" word="was" parts={before} />
              <Path sign="+" word="becomes" parts={after} />
            </li>
          );
        })}
      </ul>
      {more}
    </section>
  );
}

function Path({
  sign,
  word,
  parts,
}: {
  readonly sign: string;
  readonly word: 'was' | 'becomes';
  readonly parts: readonly PathPart[];
}) {
  return (
    <code class={`releases-path ${word}`}>
      <span aria-hidden="true">{sign} </span>
      <span class="unseen">{word} </span>
      <bdi>{parts.map(({ text, isDifferent }) => (isDifferent ? <mark>{text}</mark> : text))}</bdi>
    </code>
  );
}
