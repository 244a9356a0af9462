import { BadUsage, FleetError, HttpFailed } from '../machines/errors.ts';
import { printable } from '../services/host/printable.ts';

/** An error as the operator reads it: what is wrong, why, and what to do. What others said in it commands no terminal. */
export const failureText = (error: unknown): string => told(error).split('\n').map(printable).join('\n');

function told(error: unknown): string {
  if (!(error instanceof FleetError))
    return `Error: ${messageOf(error)}\n\nThis is a defect of nixfleet; please report it.`;
  const causes = causesOf(error).map((cause) => `  ${cause}`);
  const because = causes.length > 0 ? ['', 'Caused by:', ...causes] : [];
  const remedy = remedyOf(error);
  return [`Error: ${error.message}`, ...because, ...(remedy ? ['', remedy] : [])].join('\n');
}

function remedyOf(error: FleetError): string | undefined {
  if (error instanceof BadUsage) return 'Try --help.';
  const isForbidden = error instanceof HttpFailed && error.status === 403;
  return isForbidden ? 'The API key is valid and has not the role that this needs: use another one.' : undefined;
}

/** Messages of what led to the error; one that only repeats another is left out. */
function causesOf(error: Error): string[] {
  const { cause } = error;
  if (!(cause instanceof Error)) return [];
  const text = messageOf(cause);
  return error.message.includes(text) ? causesOf(cause) : [text, ...causesOf(cause)];
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
