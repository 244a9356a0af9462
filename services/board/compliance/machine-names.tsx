import { OutsideText } from '../elements/outside-text.tsx';
import { useFirst } from '../elements/use-first.tsx';
import { fragmentOf } from '../route.ts';

const SHOWN = 8;

/** Machines by name, each a link to its page; `count`: so many there are, of which only the first may have been told. */
export function MachineNames({ ids, count }: { readonly ids: readonly string[]; readonly count: number }) {
  const { shown, more } = useFirst(ids, SHOWN);
  return (
    <div class="compliance-names">
      {shown.map((id) => (
        <a key={id} href={fragmentOf({ page: 'machine', id })}>
          <OutsideText text={id} />
        </a>
      ))}
      {more}
      {more === null && count > ids.length && (
        <span class="note">
          the first {ids.length} of {count} by name: a tag narrows it down
        </span>
      )}
    </div>
  );
}
