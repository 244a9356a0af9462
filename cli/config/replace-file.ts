import { randomUUID } from 'node:crypto';
import { constants, copyFile, link, open, rename, rm } from 'node:fs/promises';
import { hasCode } from '../../services/host/error-code.ts';

/** What is written, and for whom. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
  /** Whom it shall belong to; absent: who writes. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
  /** Asked right before the old one is replaced; throws when it must not be. */
  readonly assertMay?: () => Promise<void>;
}

/** Puts a file in the place of what is there, as a whole: after a crash there is the old one or the new one. */
export const replaceFile = (file: NewFile): Promise<void> =>
  withDraft(file, async (draft) => {
    await file.assertMay?.();
    await rename(draft, file.path);
  });

/** Creates a file as a whole where there is none. Throws `EEXIST` and leaves alone what is there. */
export const createFile = (file: NewFile): Promise<void> =>
  withDraft(file, async (draft) => {
    try {
      await link(draft, file.path);
    } catch (error) {
      if (hasCode(error, 'EEXIST')) throw error;
      // Some file systems have no links.
      await copyFile(draft, file.path, constants.COPYFILE_EXCL);
    }
  });

async function withDraft({ path, text, mode, owner }: NewFile, place: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = await open(draft, 'wx', mode);
    try {
      if (owner) await file.chown(owner.uid, owner.gid);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await place(draft);
  } finally {
    await rm(draft, { force: true });
  }
}
