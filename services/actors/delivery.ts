import { FleetError, Unavailable } from '../../machines/errors.ts';
import { isStorageFailure } from '../store/storage-failure.ts';

/** Something to do inside a transaction, and what follows when it is committed or has failed alone. */
export interface Delivery {
  readonly run: () => void;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Who waits for an answer. */
interface Caller<T> {
  readonly resolve: (answer: T) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A request: its caller hears the answer after the commit. A `FleetError` that is thrown before anything is written is
 * a refusal, and the group goes on; after that it is a bug like any other.
 */
export function requestDelivery<T>(work: () => T, changes: () => number, { resolve, reject }: Caller<T>): Delivery {
  let settle = () => reject(new Unavailable('the request was not run; try again'));
  return {
    run() {
      const before = changes();
      try {
        const answer = work();
        settle = () => resolve(answer);
      } catch (error) {
        if (!(error instanceof FleetError) || changes() !== before) throw error;
        settle = () => reject(error);
      }
    },
    done: () => settle(),
    failed: (error) => reject(isStorageFailure(error) ? storageUnavailable(error) : error),
  };
}

const storageUnavailable = (cause: unknown): Unavailable =>
  new Unavailable('the database cannot be written just now (is its disk full?); nothing was changed', {}, { cause });
