import { BadInput } from '../../machines/errors.ts';
import { suggestion } from '../line/nearest.ts';
import { verb } from '../line/verb.ts';

const SHELLS = ['bash', 'zsh', 'fish'];

/** `nixfleet completions`: the script that a shell completes with. */
export const completions = verb({
  flags: {},
  operands: ['shell'],
  completes: { shell: SHELLS },
  examples: [
    'completions bash > /etc/bash_completion.d/nixfleet',
    'completions zsh > ~/.zsh/completions/_nixfleet',
    'completions fish > ~/.config/fish/completions/nixfleet.fish',
  ],
  async run({ operands: { shell } }) {
    process.stdout.write(await script(shell));
    return 0;
  },
});

async function script(shell: string): Promise<string> {
  if (shell === 'bash') return (await import('../completion/bash-script.ts')).BASH_SCRIPT;
  if (shell === 'zsh') return (await import('../completion/zsh-script.ts')).ZSH_SCRIPT;
  if (shell === 'fish') return (await import('../completion/fish-script.ts')).FISH_SCRIPT;
  throw new BadInput(`<SHELL> is one of ${SHELLS.join(', ')}, not ${shell}${suggestion(shell, SHELLS)}`);
}
