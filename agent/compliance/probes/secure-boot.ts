import { Type } from 'typebox';
import { observeEfi } from '../observe/efi.ts';
import { observeEfiPrograms } from '../observe/efi-programs.ts';
import { probe, type Problem } from '../probe.ts';

const Options = Type.Object({ requireSecureBoot: Type.Boolean({ default: false }) });

const MOST_NAMED = 5;

/** Whether the machine starts only what was signed: what its firmware says of the start that it is running from. */
export const secureBoot = probe({
  control: 'secure-boot',
  options: Options,

  async observe(machine, { requireSecureBoot }) {
    const [efi, programs] = await Promise.all([observeEfi(machine), observeEfiPrograms(machine)]);
    const unsigned = programs.filter(({ isSigned }) => !isSigned).map(({ path }) => path);
    return {
      // Where policy does not demand it, being compliant says nothing of Secure Boot; the reader is to see that.
      demanded: requireSecureBoot,
      efi_supported: efi.isSupported,
      secure_boot_active: efi.isSecure === true && !efi.isShimLax,
      secure_boot_known: efi.isSecure !== undefined,
      setup_mode: efi.isInSetupMode ?? null,
      shim_validation_disabled: efi.isShimLax,
      boot_loader: efi.loader ?? null,
      signed_entries_exist: programs.length > unsigned.length,
      boot_programs: programs.length,
      unsigned_boot_programs: unsigned,
    };
  },

  judge(seen, { requireSecureBoot }) {
    if (!requireSecureBoot) return [];
    if (seen.secure_boot_active && seen.setup_mode !== true) return unsignedProblem(seen.unsigned_boot_programs);
    return [{ id: 'secure-boot', text: laxity(seen) }];
  },
});

interface Laxity {
  readonly efi_supported: boolean;
  readonly secure_boot_known: boolean;
  readonly setup_mode: boolean | null;
  readonly shim_validation_disabled: boolean;
}

function laxity(seen: Laxity): string {
  if (!seen.efi_supported)
    return 'the machine did not start by UEFI, so nothing checks what it starts: let it start by UEFI (nixfleet.hardware.legacyBoot = false), or give a reason with compliance.governance.exceptions."secure-boot"';
  if (seen.setup_mode === true)
    return 'the firmware is in setup mode, so anybody may enrol a key: enrol yours (sbctl enroll-keys) and turn Secure Boot on';
  if (seen.shim_validation_disabled)
    return 'shim was told to start what is not signed: take that back with mokutil --enable-validation';
  if (!seen.secure_boot_known)
    return 'the firmware does not say whether Secure Boot is on (no variable SecureBoot in /sys/firmware/efi/efivars): it has none, or the variables are not mounted';
  return 'Secure Boot is off: sign what the machine starts (nixfleet.hardware.secureBoot = true), then turn it on in the firmware';
}

/** A machine with Secure Boot that has something unsigned to start will not start it. */
function unsignedProblem(unsigned: readonly string[]): readonly Problem[] {
  if (unsigned.length === 0) return [];
  const named = unsigned.slice(0, MOST_NAMED).join(', ');
  const more = unsigned.length > MOST_NAMED ? ` and ${unsigned.length - MOST_NAMED} more` : '';
  return [
    {
      id: 'signed-entries',
      text: `${named}${more} is there to be started and not signed: Secure Boot would refuse it; sign it (sbctl sign -s FILE) or remove it`,
    },
  ];
}
