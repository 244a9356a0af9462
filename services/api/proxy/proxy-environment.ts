/** An environment, of which the variables for proxies count. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;
