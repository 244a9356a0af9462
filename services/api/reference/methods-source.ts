import { contract } from '../contract/contract.ts';
import type { Endpoint } from '../contract/endpoint.ts';

/**
 * The source of `services/api/client-methods.ts`: a mapped type would lose what each method does, which an editor shows
 * to who writes against the client.
 */
export function methodsSource(): string {
  const endpoints: [string, Endpoint][] = Object.entries(contract);
  return [HEAD, ...endpoints.map(method), '}\n'].join('\n');
}

const HEAD = `import type { Arguments, Reply } from './client-call.ts';

/** Every endpoint of the contract as a method. Made from it by \`npm run docs\`; do not edit. */
export interface ClientMethods {`;

const method = ([name, { method: verb, path, summary }]: [string, Endpoint]): string =>
  `  /** ${summary} (\`${verb} ${path}\`) */
  ${name}(...call: Arguments<'${name}'>): Promise<Reply<'${name}'>>;`;
