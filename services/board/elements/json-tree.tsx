/** Deeper and longer than this nobody reads it on a page. */
const DEEPEST = 12;
const MOST_ENTRIES = 200;
const LONGEST = 2000;

/** Any JSON as text: objects and lists open and close. */
export function JsonTree({ value, depth = 0 }: { readonly value: unknown; readonly depth?: number }) {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
  if (entries === undefined) return <JsonLeaf value={value} />;
  const isList = Array.isArray(value);
  if (entries.length === 0) return <code>{isList ? '[]' : '{}'}</code>;
  if (depth >= DEEPEST) return <code>…</code>;
  return (
    <ul class="json-tree">
      {entries.slice(0, MOST_ENTRIES).map(([name, inner]) => (
        <li key={name}>
          <JsonEntry name={name} value={inner} depth={depth} />
        </li>
      ))}
      {entries.length > MOST_ENTRIES && <li class="note">… and {entries.length - MOST_ENTRIES} more</li>}
    </ul>
  );
}

function JsonEntry({ name, value, depth }: { readonly name: string; readonly value: unknown; readonly depth: number }) {
  const inside = typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
  if (inside === 0)
    return (
      <>
        <bdi class="json-name">{name}</bdi>: <JsonTree value={value} depth={depth + 1} />
      </>
    );
  const words = Array.isArray(value) ? `list of ${inside}` : `${inside} ${inside === 1 ? 'field' : 'fields'}`;
  return (
    <details open={depth < 1 && inside <= 20}>
      <summary>
        <bdi class="json-name">{name}</bdi> <span class="note">{words}</span>
      </summary>
      <JsonTree value={value} depth={depth + 1} />
    </details>
  );
}

function JsonLeaf({ value }: { readonly value: unknown }) {
  const text = JSON.stringify(value) ?? 'undefined';
  return (
    <code class="json-leaf">
      <bdi>{text.slice(0, LONGEST)}</bdi>
      {text.length > LONGEST && <span class="note"> … {text.length - LONGEST} more characters</span>}
    </code>
  );
}
