import { completesIn } from './completes-in.ts';

await completesIn('zsh');
