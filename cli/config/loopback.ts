/** Whether a URL leads to this machine itself, so that nobody else reads what is sent there. */
export function isLoopback(url: string): boolean {
  const { hostname } = URL.canParse(url) ? new URL(url) : { hostname: '' };
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
