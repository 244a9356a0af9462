import type { Machine } from '../machine.ts';

const VARIABLES = '/sys/firmware/efi/efivars';
/** Of the UEFI specification, of systemd's boot loader interface, and of shim. */
const OWNERS = {
  firmware: '8be4df61-93ca-11d2-aa0d-00e098032b8c',
  loader: '4a67b082-0a4c-41cf-b6c7-440b29bb8c4f',
  shim: '605dab50-e046-4300-abb6-3dd810dd8b23',
};

/** What the firmware of a machine says of how it started. */
export interface Efi {
  /** Started by UEFI, and not by a BIOS or as a container. */
  readonly isSupported: boolean;
  /** Whether it starts only what was signed; undefined: the firmware does not say. */
  readonly isSecure: boolean | undefined;
  /** Whether anybody may still enrol keys. */
  readonly isInSetupMode: boolean | undefined;
  /** Whether shim was told (`mokutil --disable-validation`) to start anything. */
  readonly isShimLax: boolean;
  /** `systemd-boot 257.5`; undefined: the loader does not say. */
  readonly loader: string | undefined;
}

/** Reads the variables of the firmware. */
export async function observeEfi(machine: Machine): Promise<Efi> {
  const flag = async (name: string, owner: keyof typeof OWNERS) => flagIn(await valueOf(machine, name, owner));
  return {
    isSupported: (await machine.facts('/sys/firmware/efi')) !== undefined,
    isSecure: await flag('SecureBoot', 'firmware'),
    isInSetupMode: await flag('SetupMode', 'firmware'),
    isShimLax: (await flag('MokSBStateRT', 'shim')) ?? false,
    loader: textIn(await valueOf(machine, 'LoaderInfo', 'loader')),
  };
}

/** The value of a variable, behind the four bytes of its attributes. */
async function valueOf(machine: Machine, name: string, owner: keyof typeof OWNERS): Promise<Uint8Array | undefined> {
  const bytes = await machine.head(`${VARIABLES}/${name}-${OWNERS[owner]}`, 1024);
  return bytes?.subarray(4);
}

function flagIn(value: Uint8Array | undefined): boolean | undefined {
  const [first] = value ?? [];
  return first === undefined ? undefined : first === 1;
}

/** The firmware writes UTF-16, with a zero at the end. */
function textIn(value: Uint8Array | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = new TextDecoder('utf-16le').decode(value);
  return text.split('\0', 1)[0]?.trim().slice(0, 128) || undefined;
}
