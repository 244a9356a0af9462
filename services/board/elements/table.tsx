import type { ComponentChildren } from 'preact';

/**
 * A table that scrolls by itself where it is wider than there is room. Its rows are its children. With a label it can be
 * reached by keyboard, to scroll it: one needs it in whose rows nothing can be.
 */
export function Table({
  heads,
  label,
  class: name = '',
  children,
}: {
  readonly heads: readonly string[];
  readonly label?: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}) {
  return (
    <div
      class={`table ${name}`.trimEnd()}
      {...(label !== undefined && { role: 'region', 'aria-label': label, tabIndex: 0 })}
    >
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
