import type { ComponentChildren } from 'preact';

/** What stands where there is nothing: what it means, and what one can do. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}
