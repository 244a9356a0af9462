import { useEffect, useState } from 'preact/hooks';
import { Dialog } from './elements/dialog.tsx';
import { EVERYWHERE, keysOf, type KeyHelp } from './keys.ts';
import type { Route } from './route.ts';

/** The keys of the page, shown when somebody asks with `?`; `/` leads to the search field. */
export function PageKeys({ page }: { readonly page: Route['page'] }) {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === '?') setIsOpen(true);
      else if (event.key !== '/' || !toSearch()) return;
      event.preventDefault();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
  const own = keysOf(page);
  return (
    <>
      <button type="button" class="quiet icon" aria-label="Keys" title="Keys ( ? )" onClick={() => setIsOpen(true)}>
        ?
      </button>
      {isOpen && (
        <Dialog title="Keys" close={() => setIsOpen(false)}>
          {own.length > 0 && <KeyList title="On this page" list={own} />}
          <KeyList title="Everywhere" list={EVERYWHERE} />
        </Dialog>
      )}
    </>
  );
}

function KeyList({ title, list }: { readonly title: string; readonly list: readonly KeyHelp[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl class="keys">
        {list.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Who types text means the letter. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select, dialog *');

/** True: there was one. */
function toSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('main input[type="search"]');
  field?.focus();
  field?.select();
  return field !== null;
}
