import { join } from 'node:path';
import { packageRoot } from '../host/package-root.ts';

/**
 * The file that a worker of the pool runs: built, since Node 20 cannot load `.ts` in a worker, and bundled, since a worker
 * spends more time on finding forty modules than on its work. Tests of the sources get it too.
 */
export const workerFile = (): string => join(packageRoot(), 'dist/bin/build-job.cjs');
