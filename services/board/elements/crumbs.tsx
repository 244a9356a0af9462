import { OutsideText } from './outside-text.tsx';

/** The way from a list to what is shown of it. */
export function Crumbs({ list, href, here }: { readonly list: string; readonly href: string; readonly here: string }) {
  return (
    <nav aria-label="Where you are" class="note crumbs">
      <a href={href}>{list}</a> / <OutsideText text={here} />
    </nav>
  );
}
