/** Hears how a shard works, for who counts it; called for each transaction, never for each delivery. */
export interface ShardObserver {
  /** A transaction begins. */
  began(): void;
  /** It is on disk. */
  committed(): void;
  /** A group of this many deliveries was committed as one: requests, ends of effects, mail that waited. */
  grouped(deliveries: number): void;
  /** A group has failed and is redone, a delivery a transaction. */
  redone(): void;
  /** The database could not be written. */
  storageFailed(): void;
}
