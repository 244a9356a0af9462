import { describe, expect, test } from 'vitest';
import { runProbe } from '../../../../agent/compliance/run-probe.ts';
import { aMachine } from '../a-machine.ts';

const VARIABLES = '/sys/firmware/efi/efivars';
const FIRMWARE = '8be4df61-93ca-11d2-aa0d-00e098032b8c';
/** As the kernel shows a variable: four bytes of attributes, then the value. */
const flag = (value: number) => Uint8Array.of(6, 0, 0, 0, value);
const LOADER = {
  [`${VARIABLES}/LoaderInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f`]: Buffer.concat([
    Uint8Array.of(6, 0, 0, 0),
    Buffer.from('systemd-boot 257.5\0', 'utf16le'),
  ]),
};

/** The head of a PE program (64 bit) with a certificate table of some size. */
function program(certificates: number): Uint8Array {
  const bytes = Buffer.alloc(1024);
  bytes.write('MZ');
  bytes.writeUInt32LE(0x80, 0x3c);
  bytes.write('PE\0\0', 0x80);
  bytes.writeUInt16LE(0x20b, 0x98);
  bytes.writeUInt32LE(certificates, 0x98 + 112 + 4 * 8 + 4);
  return bytes;
}
const [SIGNED, UNSIGNED] = [program(1544), program(0)];

const secure = (files: Readonly<Record<string, string | Uint8Array>> = {}) => ({
  [`${VARIABLES}/SecureBoot-${FIRMWARE}`]: flag(1),
  [`${VARIABLES}/SetupMode-${FIRMWARE}`]: flag(0),
  ...LOADER,
  '/boot/EFI/systemd/systemd-bootx64.efi': SIGNED,
  '/boot/EFI/Linux/nixos-generation-12.efi': SIGNED,
  ...files,
});

const probed = (files: Readonly<Record<string, string | Uint8Array>>, options: object = { requireSecureBoot: true }) =>
  runProbe('secure-boot', options, aMachine({ files, directories: ['/sys'] }));

describe('the probe of secure boot', () => {
  test('passes a machine whose firmware starts only what was signed', async () => {
    expect(await probed(secure())).toEqual({
      demanded: true,
      efi_supported: true,
      secure_boot_active: true,
      secure_boot_known: true,
      setup_mode: false,
      shim_validation_disabled: false,
      boot_loader: 'systemd-boot 257.5',
      signed_entries_exist: true,
      boot_programs: 2,
      unsigned_boot_programs: [],
      compliant: true,
      findings: [],
    });
  });

  test.each([
    ['Secure Boot is off', { [`${VARIABLES}/SecureBoot-${FIRMWARE}`]: flag(0) }, 'Secure Boot is off: sign'],
    [
      'keys may still be enrolled',
      { [`${VARIABLES}/SetupMode-${FIRMWARE}`]: flag(1) },
      'the firmware is in setup mode',
    ],
    [
      'shim starts anything',
      { [`${VARIABLES}/MokSBStateRT-605dab50-e046-4300-abb6-3dd810dd8b23`]: flag(1) },
      'shim was told to start what is not signed',
    ],
  ])('fails where %s', async (_, files, text) => {
    const { compliant, findings } = await probed(secure(files));
    expect(compliant).toBe(false);
    expect(findings).toEqual([{ id: 'secure-boot', text: expect.stringContaining(text) }]);
  });

  test('fails where it is demanded of a machine without UEFI', async () => {
    const { efi_supported, findings } = await probed({});
    expect(efi_supported).toBe(false);
    expect(findings).toEqual([{ id: 'secure-boot', text: expect.stringContaining('did not start by UEFI') }]);
  });

  test('does not claim to know what the firmware does not say', async () => {
    const { secure_boot_known, findings } = await probed(LOADER);
    expect(secure_boot_known).toBe(false);
    expect(findings).toEqual([{ id: 'secure-boot', text: expect.stringContaining('does not say whether') }]);
  });

  test('says that it was not demanded where policy does not', async () => {
    const output = await probed({ ...LOADER, '/boot/EFI/BOOT/BOOTX64.EFI': UNSIGNED }, {});
    expect(output).toMatchObject({ demanded: false, compliant: true, secure_boot_active: false, findings: [] });
    expect(output.unsigned_boot_programs).toEqual(['/boot/EFI/BOOT/BOOTX64.EFI']);
  });

  test('finds what is there to be started and not signed, also by an entry of the boot loader', async () => {
    const entry = 'title NixOS\nversion Generation 12\nlinux /EFI/nixos/kernel.efi\ninitrd /EFI/nixos/initrd.efi\n';
    const files = {
      '/boot/EFI/Linux/nixos-generation-11.efi': UNSIGNED,
      '/boot/EFI/nixos/kernel.efi': UNSIGNED,
      // Named by no entry.
      '/boot/EFI/nixos/other.efi': UNSIGNED,
      '/boot/loader/entries/nixos-generation-12.conf': entry,
    };
    const { findings, boot_programs } = await probed(secure(files));
    expect(boot_programs).toBe(4);
    expect(findings).toEqual([
      {
        id: 'signed-entries',
        text: expect.stringMatching(
          /^\/boot\/EFI\/Linux\/nixos-generation-11.efi, \/boot\/EFI\/nixos\/kernel.efi is there/,
        ),
      },
    ]);
  });

  test.each(['', 'MZ', 'no program at all'.repeat(300)])('takes what is no program for unsigned', async (text) => {
    const { unsigned_boot_programs } = await probed(secure({ '/boot/EFI/Linux/odd.efi': text }));
    expect(unsigned_boot_programs).toEqual(['/boot/EFI/Linux/odd.efi']);
  });
});
