import { Dice } from '../scenarios/exploration/dice.ts';

/** Chance for one purpose of a seed: what is drawn for another, or no longer drawn, changes nothing here. */
export const diceFor = (seed: number, ...purpose: readonly (string | number)[]): Dice =>
  new Dice(fingerprint(`${seed}/${purpose.join('/')}`));

/** 32 bits of a text (FNV-1a). */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
