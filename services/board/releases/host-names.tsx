import type { Tone } from '../elements/tone.ts';
import { OutsideText } from '../elements/outside-text.tsx';
import { useFirst } from '../elements/use-first.tsx';
import { fragmentOf } from '../route.ts';

const FEW = 50;
const PAGE = 500;

/** Hosts of a difference that have nothing more to tell than their names. */
export function HostNames({
  title,
  sign,
  tone,
  names,
}: {
  readonly title: string;
  readonly sign: string;
  readonly tone: Tone;
  readonly names: readonly string[];
}) {
  const { shown, more } = useFirst(names, PAGE);
  if (names.length === 0) return null;
  return (
    <section>
      <details class="card" open={names.length <= FEW}>
        <summary>
          <h2>
            {title} ({names.length})
          </h2>
        </summary>
        <ul class="releases-names">
          {shown.map((name) => (
            <li key={name} class={tone}>
              <span aria-hidden="true">{sign}</span>
              <a href={fragmentOf({ page: 'machine', id: name })}>
                <OutsideText text={name} />
              </a>
            </li>
          ))}
        </ul>
        {more}
      </details>
    </section>
  );
}
