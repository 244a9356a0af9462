import { describe, expect, test } from 'vitest';
import { type Closure, closurePath } from '../../../machines/policy/closure-diff.ts';
import { type KnownSystem, systemChange, unknownStep } from '../../../machines/policy/machine-change.ts';

const closure = (...names: readonly string[]): Closure => ({
  root: '/nix/store/r-system',
  paths: ['r-system', ...names].map((name) => closurePath(`/nix/store/${name}`, 1)),
});
const derivation = (...names: readonly string[]) => ({
  ...closure(...names.map((name) => `${name}.drv`)),
  references: names.map((name) => `/nix/store/${name}.drv`),
});
const system = (known: Partial<KnownSystem>): KnownSystem => ({ closure: null, boot: {}, derivation: null, ...known });

const [OLD, NEW] = [closure('a-hello-1'), closure('b-hello-2')];
const KERNELS = [{ kernel: '/nix/store/a-linux-6.6.1' }, { kernel: '/nix/store/b-linux-6.6.8' }] as const;

describe('what would change on a machine', () => {
  test('is exact where both systems are known', () => {
    const change = systemChange(
      system({ closure: OLD, boot: KERNELS[0], derivation: derivation('a-gcc-1') }),
      system({ closure: NEW, boot: KERNELS[1], derivation: derivation('b-gcc-2') }),
    );
    expect(change).toMatchObject({
      basis: 'closure',
      diff: { upgraded: [{ name: 'hello' }] },
      reboot: [{ part: 'kernel', from: '6.6.1', to: '6.6.8' }],
    });
  });

  test('is told from derivations where the new one is not built, and only by versions', () => {
    const change = systemChange(
      system({
        derivation: derivation('a-hello-1', 'a-linux-6.6.1', 'a-systemd-254', 'a-initrd-linux-6.6.1'),
      }),
      system({ derivation: derivation('b-hello-2', 'b-linux-6.6.1', 'b-systemd-255', 'b-initrd-linux-6.6.1') }),
    );
    expect(change).toMatchObject({
      basis: 'derivations',
      diff: { upgraded: [{ name: 'hello' }, { name: 'systemd' }], bytesBefore: 5 },
      reboot: [{ part: 'systemd', from: '254', to: '255' }],
    });
  });

  test('leaves out tools that the old system does not contain, for what is not built is built with many', () => {
    const from = derivation('a-hello-1', 'a-gcc-12', 'a-oldtool-1');
    const to = derivation('b-hello-2', 'b-gcc-13', 'b-new-1');
    const diff = (old: Closure | null) =>
      systemChange(system({ closure: old, derivation: from }), system({ derivation: to }));
    expect(diff(OLD)).toMatchObject({ diff: { upgraded: [{ name: 'hello' }], removed: [], added: [{ name: 'new' }] } });
    expect(diff(null)).toMatchObject({ diff: { upgraded: [{ name: 'gcc' }, { name: 'hello' }] } });
  });

  test.each([
    [{ closure: OLD }, {}, 'the new system is neither here nor in a cache'],
    [{}, { closure: NEW }, 'the old system is neither here nor in a cache'],
    [{}, {}, 'neither the old nor the new system is here or in a cache'],
    [{ closure: OLD }, { derivation: derivation() }, 'the new system is not built yet, and nothing is known'],
    [{}, { derivation: derivation() }, 'the new system is not built yet, and the old one is neither'],
  ])('is not known from %j to %j', (from, to, reason) => {
    expect(systemChange(system(from), system(to))).toEqual({ reason: expect.stringContaining(reason) });
  });

  test.each([
    ['', 'nobody has reported yet'],
    ['a\nb', 'no store path'],
    ['/nix/store/a', undefined],
  ])('is not looked for when it runs %j', (current, reason) => {
    const unknown = unknownStep({ machineId: 'web-01', current, wanted: '/nix/store/b' });
    expect(unknown).toEqual(reason && { machineId: 'web-01', reason: expect.stringContaining(reason) });
  });
});
