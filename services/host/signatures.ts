import { CommandFailed } from '../../machines/errors.ts';
import { pathFactsCommand, verifySignaturesCommand } from './nix-commands.ts';
import type { Followed } from './nix-follow.ts';
import { pathInfos } from './path-infos.ts';
import type { Command } from './process.ts';

/**
 * Sees to it that somebody whom the host trusts has vouched for a closure. Nix asks for signatures only when it copies, and
 * takes what is named after its content from anybody: such a path is what it says it is, but who says that it should be
 * run? So the path itself has to be signed or built here; what it refers to is then vouched for with it.
 */
export async function assertSigned(path: string, run: (command: Command) => Promise<Followed>): Promise<void> {
  const verified = await run(verifySignaturesCommand(path));
  if (verified.problem) throw unsigned(path, verified.problem.text);
  const facts = await run(pathFactsCommand(path));
  const info = pathInfos(facts.stdout)?.get(path);
  if (info === undefined) throw unsigned(path, facts.problem?.text ?? 'nix path-info does not tell who made it');
  if (info.isContentAddressed && !info.isUltimate)
    throw unsigned(path, 'it is content-addressed, and Nix takes such paths from anybody', BUILD_IT);
}

const SIGN_IT = 'sign it where it is built (nix store sign), or add the key to trusted-public-keys';
/** A signature would not help. */
const BUILD_IT = 'build it on this machine, or elsewhere without content-addressing and sign it there';

const unsigned = (path: string, why: string, remedy = SIGN_IT): CommandFailed =>
  new CommandFailed(`${path} is here, but signatures are required and it has none that counts (${why}); ${remedy}`, {
    path,
  });
