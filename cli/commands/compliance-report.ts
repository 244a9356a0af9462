import { MAX_AGE_DAYS, secondsIn } from '../../machines/policy/evidence-age.ts';
import { explaining } from '../asking/explaining.ts';
import { CONTROL_WORDS, FRAMEWORK_WORDS } from '../compliance/catalogue-words.ts';
import { FORMAT_FLAG, formatOf, write } from '../compliance/format.ts';
import { IS_NEW } from '../compliance/machine-evidence.ts';
import { reportLines, reportMarkdown } from '../compliance/report-lines.ts';
import { shortcomings } from '../compliance/report-verdict.ts';
import { oneOf } from '../line/one-of.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet compliance`: how the fleet stands. */
export const complianceReport = verb({
  flags: {
    framework: {
      kind: 'text',
      hint: 'framework',
      says: 'Only this framework and its controls',
      completes: FRAMEWORK_WORDS,
    },
    control: { kind: 'text', hint: 'control', says: 'Only this control', completes: CONTROL_WORDS },
    tag: { kind: 'list', hint: 'tag', says: 'Only machines that have all these tags', completes: 'tag' },
    'max-age': {
      kind: 'count',
      hint: 'days',
      least: 1,
      default: MAX_AGE_DAYS,
      says: 'Evidence that is older is not enough',
    },
    ...FORMAT_FLAG,
  },
  operands: [],
  conflicts: [['format', 'json']],
  exits: {
    '0': 'All that was looked at is compliant or exempt, on every machine',
    '1': 'Something is not: a control fails or could not be told; evidence is missing, signed by another key, too old, or of another system than runs; or it could not be asked',
  },
  examples: [
    'compliance report',
    'compliance report --framework nis2 --tag prod',
    'compliance report --framework nis2 --format markdown > nis2.md',
  ],
  async run({ flags: { framework, control, tag, 'max-age': maxAgeDays, format: word } }, session) {
    const format = formatOf(word, session);
    const query = {
      ...(framework !== undefined && { framework: oneOf(FRAMEWORK_WORDS, framework, '--framework') }),
      ...(control !== undefined && { control }),
      ...(tag !== undefined && { tag: [...tag] }),
      max_age: secondsIn(maxAgeDays),
    };
    const client = await session.client();
    const report = await explaining(client.fleetCompliance({ query }), { isNew: IS_NEW });
    const written = {
      table: () => reportLines(report, { framework, control, maxAgeDays }, session.screen),
      markdown: () => reportMarkdown(report, { framework, control, maxAgeDays }),
      json: report,
    };
    write(format, written, session);
    return shortcomings(report, maxAgeDays).length === 0 ? 0 : 1;
  },
});
