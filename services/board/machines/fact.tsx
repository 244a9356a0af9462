import type { ComponentChildren } from 'preact';

/** Something that is known of a machine, in a list of such. */
export function Fact({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
