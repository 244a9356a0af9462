import { useState } from 'preact/hooks';
import type { ReleaseEntry } from '../../../machines/model/release.ts';
import { OutsideText } from '../elements/outside-text.tsx';
import { Table } from '../elements/table.tsx';
import { useFirst } from '../elements/use-first.tsx';
import { fragmentOf } from '../route.ts';
import { entrySearch } from './entry-search.ts';

const PAGE = 100;

/** What a release has for which host. */
export function ReleaseEntries({ entries }: { readonly entries: readonly ReleaseEntry[] }) {
  const [search, setSearch] = useState('');
  const found = entrySearch(entries, search);
  const { shown, more } = useFirst(found, PAGE);
  return (
    <section aria-labelledby="releases-hosts">
      <div class="releases-title">
        <h2 id="releases-hosts">Hosts</h2>
        <label>
          Search{' '}
          <input
            type="search"
            value={search}
            placeholder="name, tag, platform, path"
            onInput={({ currentTarget }) => setSearch(currentTarget.value)}
          />
        </label>
        <span class="note" role="status">
          {found.length === entries.length ? `${entries.length} hosts` : `${found.length} of ${entries.length} hosts`}
        </span>
      </div>
      <Table heads={['Host', 'Platform', 'Tags', 'System']} class="card releases-table">
        {shown.map(({ hostname, platform, tags, store_path }) => (
          <tr key={hostname}>
            <th scope="row">
              <a href={fragmentOf({ page: 'machine', id: hostname })}>
                <OutsideText text={hostname} />
              </a>
            </th>
            <td>
              <OutsideText text={platform} />
            </td>
            <td>
              <OutsideText text={tags.join(', ') || '–'} />
            </td>
            <td class="mono releases-path">
              <bdi>{store_path}</bdi>
            </td>
          </tr>
        ))}
      </Table>
      {more}
    </section>
  );
}
