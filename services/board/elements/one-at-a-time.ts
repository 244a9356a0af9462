/**
 * Does something whenever it is asked to, but not twice at once: who asks while it is under way has it done once more
 * after it, for what came meanwhile is not in its answer. So a slow answer is neither lost nor asked for ever more often.
 */
export function oneAtATime(deed: () => Promise<unknown>, signal: AbortSignal): () => void {
  let isBusy = false;
  let isAskedAgain = false;
  const ask = () => {
    isAskedAgain = isBusy;
    if (isBusy || signal.aborted) return;
    isBusy = true;
    void deed().finally(() => {
      isBusy = false;
      if (isAskedAgain) ask();
    });
  };
  return ask;
}
