import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BadInput } from '../../machines/errors.ts';
import { FILE_NAMES } from './evidence-files.ts';

/** Signed evidence in files, as it was found; nothing of it is verified. */
export interface FoundEvidence {
  /** The document. */
  readonly path: string;
  readonly document: string;
  readonly signature: string;
  /** The key that lies beside it, if one does. */
  readonly key: string | undefined;
  /** Who may sign, if a list lies beside it. */
  readonly signers: string | undefined;
}

const MOST_BYTES = 1024 * 1024;

/**
 * Evidence in a folder, in the folders in it (as in `history/` on a machine), or in one file with its signature beside it.
 * Throws `BadInput` where there is none.
 */
export function foundEvidence(path: string): readonly FoundEvidence[] {
  if (!existsSync(path)) throw new BadInput(`${path} is not there`);
  if (!statSync(path).isDirectory()) return [foundAt(path)];
  const documents = [path, ...foldersIn(path)]
    .map((folder) => join(folder, FILE_NAMES.document))
    .filter((document) => existsSync(document));
  // What is in the folder itself is also the newest of its history.
  const [first] = documents;
  if (first === undefined) throw new BadInput(`${path} has no ${FILE_NAMES.document}, and no folder in it has one`);
  return first === join(path, FILE_NAMES.document) ? [foundAt(first)] : documents.map(foundAt);
}

/** What begins with a dot is about to be collected: it is no evidence yet. */
function foldersIn(path: string): readonly string[] {
  try {
    return readdirSync(path)
      .filter((name) => !name.startsWith('.'))
      .toSorted()
      .map((name) => join(path, name));
  } catch (cause) {
    throw new BadInput(`cannot read ${path}: evidence is for root and the group that may`, { path }, { cause });
  }
}

function foundAt(path: string): FoundEvidence {
  const beside = (name: string) => textOf(join(dirname(path), name));
  const signature = textOf(`${path}.sig`);
  const document = textOf(path);
  if (document === undefined) throw new BadInput(`${path} is not there`);
  if (signature === undefined)
    throw new BadInput(`${path} has no signature: ${path}.sig is not there, and without it nothing can be verified`);
  return {
    ...{ path, document, signature },
    key: beside(FILE_NAMES.key),
    signers: beside(FILE_NAMES.signers),
  };
}

/** Undefined: there is no such file. Throws `BadInput` for what cannot be read. */
export function textOf(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const is = statSync(path);
    // A pipe would be waited for without end.
    if (!is.isFile()) throw new BadInput(`${path} is no file`);
    if (is.size > MOST_BYTES) throw new BadInput(`${path} is too long to be evidence`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof BadInput) throw cause;
    throw new BadInput(`cannot read ${path}`, { path }, { cause });
  }
}
