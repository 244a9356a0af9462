import { parentPort } from 'node:worker_threads';
import { livePortion, type PortionOrder } from './portion.ts';
import { createTemplates } from './templates.ts';

/* A thread that lives through portions of seeds, one after another, as it is told. */

const templates = await createTemplates();
parentPort?.on('message', (order: PortionOrder) => {
  livePortion(order, templates).then(
    (result) => parentPort?.postMessage(result),
    (error: unknown) => {
      throw error;
    },
  );
});
