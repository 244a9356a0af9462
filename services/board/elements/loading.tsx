/** What stands where something is about to be. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <p class="loading" role="status">
      <span class="loading-sign" aria-hidden="true" />
      Loading {what}…
    </p>
  );
}
