import type { FastifyInstance, onResponseHookHandler, RouteOptions } from 'fastify';
import { type Distribution, Histogram } from '../../actors/histogram.ts';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Watching the service is no use of it. */
const UNCOUNTED = new Set(['/health', '/ready', '/metrics']);

/** How often a route was asked with one method, by status, and how long it took. */
export interface RouteFigures {
  readonly method: string;
  /** The route's pattern, `{id}` for every id; `unmatched` for a path that there is not. */
  readonly path: string;
  readonly statuses: ReadonlyMap<number, number>;
  /** Seconds. */
  readonly durations: Distribution;
}

interface Cell {
  readonly statuses: Map<number, number>;
  readonly durations: Histogram;
}

/**
 * Counts requests in plain numbers: at thousands a second the label lookups of a metrics library are felt. Label
 * values come from our routes and Node's list of methods, so nobody can make them many.
 */
export class HttpTally {
  readonly #routes = new Map<string, Map<string, Cell>>();

  /** Counts every request to routes that are added from now on, and those that no route is for. */
  watch(app: FastifyInstance): void {
    app.addHook('onRoute', (route: RouteOptions) => {
      if (!UNCOUNTED.has(route.url))
        route.onResponse = [route.onResponse ?? [], this.#counting(patternOf(route.url))].flat();
    });
    const countUnmatched = this.#counting('unmatched');
    app.addHook('onResponse', function (request, reply, done) {
      if (request.is404) countUnmatched.call(this, request, reply, done);
      else done();
    });
  }

  /** What was counted, for each route and method that was asked. */
  figures(): RouteFigures[] {
    return [...this.#routes].flatMap(([path, methods]) =>
      [...methods].map(([method, { statuses, durations }]) => ({
        method,
        path,
        statuses,
        durations: durations.distribution(),
      })),
    );
  }

  #counting(path: string): onResponseHookHandler {
    const cells = this.#cells(path);
    return (request, reply, done) => {
      count(cells, request.method, reply.statusCode, reply.elapsedTime / 1000);
      done();
    };
  }

  #cells(path: string): Map<string, Cell> {
    const known = this.#routes.get(path) ?? new Map<string, Cell>();
    this.#routes.set(path, known);
    return known;
  }
}

function count(cells: Map<string, Cell>, method: string, status: number, seconds: number): void {
  let cell = cells.get(method);
  if (cell === undefined) {
    cells.set(method, (cell = { statuses: new Map(), durations: new Histogram(SECONDS) }));
  }
  cell.statuses.set(status, (cell.statuses.get(status) ?? 0) + 1);
  cell.durations.observe(seconds);
}

/** v0.1.1's form: `/api/v1/machines/{id}/report`. */
const patternOf = (url: string): string => url.replaceAll(/:\w+/g, '{id}');
