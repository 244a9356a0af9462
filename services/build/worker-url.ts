import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../host/package-root.ts';

/**
 * The built file of a module, named from the package's root without its extension:
 * `services/build/job`. Node 20 cannot load `.ts` in a worker, so tests of the sources get it too.
 */
export const workerUrl = (name: string): URL => pathToFileURL(join(packageRoot(), 'dist', `${name}.js`));
