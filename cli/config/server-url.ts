/**
 * One name for one server: without the slash at its end, the port that goes without saying, and capitals in the host. What is no
 * URL stays as it is.
 */
export function normalUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return text.replace(/\/+$/, '');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
