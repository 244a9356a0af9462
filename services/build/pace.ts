/** Passes on the latest of many values, now and then. */
export interface Pace<T> {
  next(value: T): void;
  /** Passes on what is still to come, at once. */
  end(): void;
}

/** Passes a value on at most once in `intervalMs`; what comes in between is replaced by what comes later. */
export function createPace<T>(intervalMs: number, passOn: (value: T) => void): Pace<T> {
  let waiting: { readonly value: T } | undefined;
  let timer: NodeJS.Timeout | undefined;
  const pass = () => {
    timer = undefined;
    if (waiting) passOn(waiting.value);
    waiting = undefined;
  };
  return {
    next(value) {
      waiting = { value };
      timer ??= setTimeout(pass, intervalMs);
    },
    end() {
      clearTimeout(timer);
      pass();
    },
  };
}
