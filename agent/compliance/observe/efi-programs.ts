import type { Machine } from '../machine.ts';

/** A program that firmware or boot loader start: the loader itself, a kernel, or a kernel with all it needs in one file. */
export interface EfiProgram {
  readonly path: string;
  /** Whether it carries a signature; by whom only the firmware judges. */
  readonly isSigned: boolean;
}

/** Where NixOS mounts the partition that the firmware starts from. */
const PARTITIONS = ['/boot', '/efi', '/boot/efi'];
const FOLDERS = ['EFI/BOOT', 'EFI/systemd', 'EFI/Linux'];
const MOST = 256;

/** What can be started from the EFI system partition: the loaders, `EFI/Linux`, and what its entries name. */
export async function observeEfiPrograms(machine: Machine): Promise<readonly EfiProgram[]> {
  const found = await Promise.all(PARTITIONS.map((partition) => programsOn(machine, partition)));
  return found.flat();
}

async function programsOn(machine: Machine, partition: string): Promise<readonly EfiProgram[]> {
  const inFolders = await Promise.all(FOLDERS.map((folder) => programsIn(machine, `${partition}/${folder}`)));
  const paths = new Set([...inFolders.flat(), ...(await entriesOf(machine, partition))]);
  const checked = await Promise.all([...paths].slice(0, MOST).map((path) => programAt(machine, path)));
  return checked.filter((each) => each !== undefined);
}

async function programsIn(machine: Machine, folder: string): Promise<readonly string[]> {
  const names = (await machine.names(folder)) ?? [];
  return names.filter((name) => /\.efi$/i.test(name)).map((name) => `${folder}/${name}`);
}

/** The kernels and programs that entries name (Boot Loader Specification, type 1). */
async function entriesOf(machine: Machine, partition: string): Promise<readonly string[]> {
  const folder = `${partition}/loader/entries`;
  const names = ((await machine.names(folder)) ?? []).filter((name) => name.endsWith('.conf'));
  const texts = await Promise.all(names.slice(0, MOST).map((name) => machine.text(`${folder}/${name}`)));
  return texts.flatMap((text = '') => {
    const [, program] = /^(?:linux|efi|uki)\s+(\/\S+)/m.exec(text) ?? [];
    return program === undefined || program.includes('..') ? [] : [`${partition}${program}`];
  });
}

async function programAt(machine: Machine, path: string): Promise<EfiProgram | undefined> {
  const head = await machine.head(path, 4096);
  return head === undefined ? undefined : { path, isSigned: hasSignature(head) };
}

/** Offsets of the PE format: where its header is, and in the header the size of the certificate table. */
const HEADER_AT = 0x3c;
const OPTIONAL_HEADER = 24;
const CERTIFICATE_SIZE = { 0x10b: 96 + 4 * 8 + 4, 0x20b: 112 + 4 * 8 + 4 };

/** Whether a PE program, by its first bytes, has a table of certificates. */
export function hasSignature(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (view.byteLength < HEADER_AT + 4 || view.getUint16(0) !== 0x4d5a) return false;
  const optional = view.getUint32(HEADER_AT, true) + OPTIONAL_HEADER;
  if (optional + 2 > view.byteLength) return false;
  const magic = view.getUint16(optional, true);
  if (magic !== 0x10b && magic !== 0x20b) return false;
  const size = optional + CERTIFICATE_SIZE[magic];
  return size + 4 <= view.byteLength && view.getUint32(size, true) > 0;
}
