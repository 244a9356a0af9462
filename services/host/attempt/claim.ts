import type { AttemptFolder } from './attempt-folder.ts';

/** Who was first: the dead man, who takes the machine back, or the agent, who has called him off. */
export type Claim = 'fired' | 'called-off';

const CLAIM = 'claim';
const RETURN = 'return';

/** Claims an attempt; gives whose it is, which may be the other's. Asked again it says the same. */
export async function claim(folder: AttemptFolder, wanted: Claim): Promise<Claim> {
  if (await folder.create(CLAIM, wanted)) return wanted;
  return (await claimOf(folder)) ?? wanted;
}

/** Whose an attempt is. A claim that cannot be understood is the dead man's: to go back is safe. */
export async function claimOf(folder: AttemptFolder): Promise<Claim | undefined> {
  const text = await folder.read(CLAIM);
  if (text === undefined) return undefined;
  return text === 'called-off' ? 'called-off' : 'fired';
}

/** The agent wants the machine back, also when it had called the dead man off. */
export async function askForReturn(folder: AttemptFolder): Promise<void> {
  await folder.create(RETURN, '');
}

/** Whether the agent has asked for the way back. */
export const isReturnWanted = (folder: AttemptFolder): boolean => folder.has(RETURN);

/** Whether the machine goes back, or has gone: nothing else may begin. */
export const goesBack = async (folder: AttemptFolder): Promise<boolean> =>
  isReturnWanted(folder) || (await claimOf(folder)) === 'fired';
