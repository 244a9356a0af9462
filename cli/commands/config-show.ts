import { existsSync } from 'node:fs';
import { configRemarks, configReport, type ReportedSetting } from '../config/config-report.ts';
import { connectionWarnings } from '../config/connection.ts';
import { currentFolder } from '../config/current-folder.ts';
import type { Sources } from '../config/load-config.ts';
import { type Origin, originText } from '../config/origin.ts';
import { cutting, table } from '../output/table.ts';
import { printable } from '../../services/host/printable.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet config show`: every setting and where it comes from. Asks no control plane. */
export const configShow = verb({
  flags: {},
  operands: [],
  examples: ['config show', 'config show --json'],
  async run(_, session) {
    const { screen, isJson } = session;
    const { config, sources, warnings } = session.configured();
    const settings = configReport(config);
    const remarks = configRemarks(config, process.env);
    if (isJson) {
      screen.json({
        ...{ file: sources.file ?? null, looked_at: sources.lookedAt, credentials: sources.credentials },
        settings: settings.map((setting) => ({ ...setting, origin: plain(setting.origin) })),
        warnings: [...warnings, ...connectionWarnings(config), ...remarks],
      });
      return 0;
    }
    const folder = currentFolder();
    const rows = settings.map((setting) => [setting.name, shown(setting), originText(setting.origin, folder)]);
    for (const line of table(['setting', cutting('value'), cutting('from')], rows, screen)) screen.say(line);
    screen.say('');
    for (const line of sourceLines(sources)) screen.say(printable(line));
    for (const remark of remarks) session.log.warn(remark);
    return 0;
  },
});

/** An origin as JSON tells it. */
const plain = (origin: Origin) =>
  origin.from === 'file' ? { from: origin.from, path: origin.path, line: origin.line ?? null } : origin;

function shown({ value, origin }: ReportedSetting): string {
  if (value === null) return origin.from === 'default' ? '-' : '- (not used)';
  return typeof value === 'object' ? value.join(',') : String(value);
}

function sourceLines({ file, lookedAt, credentials }: Sources): string[] {
  const where = file === undefined ? `none; looked for ${lookedAt.join(', ')}` : file;
  const keys = credentials.map((path) => `${path}${existsSync(path) ? '' : ' (not there)'}`);
  return [`Configuration file: ${where}`, `Credentials file: ${keys.join(', ')}`];
}
