import type { Engine, RequestName } from '../../services/actors/engine.ts';

/** Puts an engine before the real one that refuses one kind of request, and tells when that was heard of. */
export function aFailingEngine(failing: RequestName) {
  let heard: () => void = () => undefined;
  const refused = new Promise<void>((resolve) => (heard = resolve));
  const engine = (real: Engine): Engine => ({
    ...real,
    request(name, input) {
      if (name !== failing) return real.request(name, input);
      setImmediate(heard);
      return Promise.reject(new Error('the disk is full'));
    },
  });
  return { engine, refused };
}
