import { hasCode } from '../../../services/host/error-code.ts';
import type { Machine } from '../machine.ts';

/** What a file of JSON says, or why it says nothing. */
export type JsonFile =
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly problem: string }
  | { readonly state: 'read'; readonly value: unknown; readonly text: string };

/** Reads a file of JSON that others have written: what is wrong with it is an answer and no error. */
export async function jsonFile(machine: Machine, file: string, longest?: number): Promise<JsonFile> {
  try {
    const text = await machine.text(file, longest);
    if (text === undefined) return { state: 'absent' };
    return { state: 'read', value: JSON.parse(text), text };
  } catch (error) {
    if (error instanceof SyntaxError) return { state: 'unreadable', problem: 'it is no JSON' };
    if (hasCode(error, 'EACCES')) return { state: 'unreadable', problem: 'only root may read it' };
    return { state: 'unreadable', problem: error instanceof Error ? error.message : String(error) };
  }
}
