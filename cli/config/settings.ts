/** What one layer says; what it does not say is undefined. */
export interface Settings {
  readonly url?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly caCert?: string | undefined;
  readonly clientCert?: string | undefined;
  readonly clientKey?: string | undefined;
  readonly cacheUrl?: string | undefined;
  readonly pushTo?: string | undefined;
  /** Where agents fetch from after a push by the hook. */
  readonly hookUrl?: string | undefined;
  /** The hook's command; `{}` is the store path. */
  readonly hookPushCmd?: string | undefined;
  readonly strategy?: string | undefined;
  /** Sizes of the batches of a staged rollout. */
  readonly batchSizes?: readonly string[] | undefined;
  readonly onFailure?: string | undefined;
  readonly failureThreshold?: string | undefined;
  readonly successThreshold?: string | undefined;
  readonly healthTimeoutSeconds?: number | undefined;
  readonly soakSeconds?: number | undefined;
  readonly progressDeadlineSeconds?: number | undefined;
}

export type SettingName = keyof Settings;

/**
 * What a value in the file may be. `url`: it is sent or connected to. `count`: a text or a whole number that means the same.
 * `sizes`: a list of counts, or one text with commas.
 */
export type Kind = 'text' | 'url' | 'path' | 'command' | 'count' | 'seconds' | 'sizes';

/** A setting: how each layer calls it. */
export interface SettingRow {
  readonly name: SettingName;
  /** In `.nixfleet.toml`, table and key; absent: the file cannot say it. */
  readonly key?: string;
  readonly kind: Kind;
  /** Without its dashes. */
  readonly flag: string;
  readonly variable?: string;
  /** What it is when nobody says anything, as people read it. */
  readonly unless?: string | number;
  /** What it is for, and how a line of the template could look. */
  readonly says: string;
  readonly example?: string | number;
}
