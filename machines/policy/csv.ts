/** A row of a table that spreadsheets open: no field can be taken for a formula, or for more than one. */
export const csvRow = (fields: readonly string[]): string => `${fields.map(csvField).join(',')}\n`;

function csvField(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
