import { oneOf } from '../line/one-of.ts';
import { verb } from '../line/verb.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

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
    process.stdout.write(await script(oneOf(SHELLS, shell, '<SHELL>')));
    return 0;
  },
});

async function script(shell: (typeof SHELLS)[number]): Promise<string> {
  if (shell === 'bash') return (await import('../completion/bash-script.ts')).BASH_SCRIPT;
  if (shell === 'zsh') return (await import('../completion/zsh-script.ts')).ZSH_SCRIPT;
  return (await import('../completion/fish-script.ts')).FISH_SCRIPT;
}
