const TOKEN = /<(\/?)([a-zA-Z][\w:-]*)((?: [a-zA-Z][\w:-]*="[^"<>]*")*)(\/?)>|([^<]+)/gy;
const NOT_ALLOWED =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** What in a text is no well-formed XML, in as much of it as our pictures use: elements, attributes and texts. */
export function xmlFaults(xml: string): string[] {
  const faults: string[] = [];
  const open: string[] = [];
  let end = 0;
  for (const [token, closing, name, attributes = '', empty, text] of xml.trimEnd().matchAll(TOKEN)) {
    end += token.length;
    if (/&(?!(?:amp|lt|gt|quot);)/.test(text ?? attributes)) faults.push(`a bare & in ${token}`);
    if (name === undefined) continue;
    if (closing === '/' && open.pop() !== name) faults.push(`${token} closes nothing`);
    if (closing === '' && empty === '') open.push(name);
    const given = [...attributes.matchAll(/ ([\w:-]+)=/g)].map(([, attribute]) => attribute);
    if (new Set(given).size !== given.length) faults.push(`twice the same attribute in ${token}`);
  }
  if (end !== xml.trimEnd().length) faults.push(`no markup and no text: ${xml.slice(end, end + 60)}`);
  if (open.length > 0) faults.push(`not closed: ${open.join(', ')}`);
  if (NOT_ALLOWED.test(xml)) faults.push('a character that XML does not know');
  return faults;
}
