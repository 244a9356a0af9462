/** Text from outside on one line: in its own direction, cut where it does not fit, whole in its title. */
export function OutsideText({ text, class: name = '' }: { readonly text: string; readonly class?: string }) {
  return (
    <span class={`outside-text ${name}`} title={text}>
      <bdi>{text}</bdi>
    </span>
  );
}
