/** What went wrong, in words, as an alert. */
export function Problem({ error, again }: { readonly error: unknown; readonly again?: () => void }) {
  return (
    <div class="problem" role="alert">
      <p>{error instanceof Error ? error.message : String(error)}</p>
      {again && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}
