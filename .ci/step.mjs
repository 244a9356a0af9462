import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** The argv of a tool that npm installed, run by the Node that runs us. */
export const tool = (name) => [process.execPath, join(root, 'node_modules/.bin', name)];

/** Something is missing or wrong, and the message says what to do: shown without a stack. */
export class Refusal extends Error {}

const TELL_EVERY_MS = 15_000;
const SHOWN_LINES = 25;

/** Seconds since `start` for a progress line. */
export const since = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`;

/** Does `work` between a line that names it and one that gives its time; long work says that it goes on. */
export async function step(what, work) {
  const start = performance.now();
  console.log(`set-up: ${what} …`);
  const ticker = setInterval(() => console.log(`set-up: … still at it, ${since(start)}`), TELL_EVERY_MS);
  try {
    const result = await work();
    console.log(`set-up: done in ${since(start)}`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}

/**
 * Runs a command to its end and gives its output; a failure is refused with `remedy` and what the command said.
 * `argv` is never a shell string; a command that a signal ends has failed.
 */
export async function run(argv, { env = process.env, remedy }) {
  const { code, output } = await ended(argv, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  if (code === 0) return output;
  throw new Refusal(`\`${argv.join(' ')}\` failed. ${remedy}\n${endsOf(output.trimEnd().split('\n'))}`);
}

/** Runs a command whose output the person sees as it comes; its exit code. */
export async function runVisibly(argv, env = process.env) {
  return (await ended(argv, { env, stdio: 'inherit' })).code;
}

/** Runs a script's body: a refusal is one message and exit code 1, anything else a bug with its stack. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** Some tools say what is wrong first, some last. */
function endsOf(lines) {
  if (lines.length <= 2 * SHOWN_LINES) return lines.join('\n');
  return [...lines.slice(0, SHOWN_LINES), '  …', ...lines.slice(-SHOWN_LINES)].join('\n');
}

function ended([command, ...args], options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, ...options });
    let output = '';
    child.stdout?.on('data', (data) => (output += data));
    child.stderr?.on('data', (data) => (output += data));
    child.on('error', (error) => resolve({ code: 127, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
