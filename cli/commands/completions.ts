import { BadInput } from '../../machines/errors.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet completions`: the script that a shell completes with. */
export const completions = verb({
  flags: {},
  operands: ['shell'],
  completes: { shell: ['bash', 'zsh', 'fish'] },
  examples: [
    'completions zsh > ~/.zsh/completions/_nixfleet',
    'completions bash > /etc/bash_completion.d/nixfleet',
    'completions fish > ~/.config/fish/completions/nixfleet.fish',
  ],
  run() {
    throw new BadInput('not built yet');
  },
});
