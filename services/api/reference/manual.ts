import { contract } from '../contract/contract.ts';
import type { Endpoint } from '../contract/endpoint.ts';
import { endpointEntry, inBraces, socketEntry, who } from './manual-entry.ts';
import { INTRODUCTION } from './manual-introduction.ts';
import { createNames, type NameOf, namedShapes } from './model-names.ts';
import { type Resource, resourceOf, resourcesOf } from './resources.ts';
import type { Shape } from './shape.ts';
import { anchorOf, fieldTable, shapeWords } from './shape-words.ts';
import { sockets } from './sockets.ts';

const endpoints: readonly (readonly [string, Endpoint])[] = Object.entries(contract);

/** The manual's page on the API: `docs/api.md`. */
export function apiManual(): string {
  const nameOf = createNames();
  const resources = resourcesOf([...endpoints.map(([, { path }]) => path), ...sockets.map(({ path }) => path)]);
  const text = [INTRODUCTION, ...resources.map((resource) => chapter(resource, nameOf))].join('\n');
  return `${text}\n${shapesIn(text, nameOf)}`;
}

function chapter({ name, description }: Resource, nameOf: NameOf): string {
  const own = endpoints.filter(([, { path }]) => resourceOf(path) === name);
  const followed = sockets.filter(({ path }) => resourceOf(path) === name);
  const rows = [
    ...own.map(([id, { method, path, access, status }]) => row(id, `${method} ${path}`, who(access), String(status))),
    ...followed.map(({ name: id, path, access }) => row(id, `GET ${path}`, who(access), '101')),
  ];
  const table = ['| what | route | who | success |', '|---|---|---|---|', ...rows].join('\n');
  const title = `## ${name.slice(0, 1).toUpperCase()}${name.slice(1)}\n`;
  const entries = [
    ...own.map(([id, endpoint]) => endpointEntry(id, endpoint, nameOf)),
    ...followed.map((socket) => socketEntry(socket, nameOf)),
  ];
  return [title, ...(description === '' ? [] : [`${description}\n`]), `${table}\n`, ...entries].join('\n');
}

const row = (name: string, address: string, by: string, status: string): string =>
  `| [${name}](#${name.toLowerCase()}) | \`${inBraces(address)}\` | ${by} | ${status} |`;

/** Every shape that the text links to, and those that they link to. */
function shapesIn(text: string, nameOf: NameOf): string {
  const shapes = namedShapes();
  const told = new Map<string, string>();
  const tell = (from: string) => {
    for (const [name, shape] of shapes) {
      if (told.has(name) || !from.includes(`(#${anchorOf(name)})`)) continue;
      told.set(name, '');
      const entry = shapeEntry(name, shape, nameOf);
      told.set(name, entry);
      tell(entry);
    }
  };
  tell(text);
  const entries = [...told].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => entry);
  return ['## Shapes\n', ...entries].join('\n');
}

function shapeEntry(name: string, shape: Shape, nameOf: NameOf): string {
  // Not by its own name: that would be a link to itself.
  const words = shapeWords(shape, (one) => (one === shape ? undefined : nameOf(one)));
  const content = shape.properties === undefined ? [`One of: ${words}`] : fieldTable(shape, nameOf);
  return `<a id="${anchorOf(name)}"></a>\n\n### ${name}\n\n${content.join('\n')}\n`;
}
