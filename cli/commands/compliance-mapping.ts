import { FRAMEWORK_WORDS } from '../compliance/catalogue-words.ts';
import { FORMAT_FLAG, formatOf, write } from '../compliance/format.ts';
import { oneOf } from '../line/one-of.ts';
import { verb } from '../line/verb.ts';
import { cutting, table } from '../output/table.ts';

/** `nixfleet compliance mapping`: the catalogue of this program, without a control plane. */
export const complianceMapping = verb({
  flags: FORMAT_FLAG,
  operands: ['framework?'],
  explains: { framework: 'Only this framework; all unless told' },
  completes: { framework: FRAMEWORK_WORDS },
  conflicts: [['format', 'json']],
  examples: ['compliance mapping', 'compliance mapping nis2 --format markdown'],
  async run({ flags: { format: word }, operands: { framework } }, session) {
    const format = formatOf(word, session);
    const asked = framework === undefined ? undefined : oneOf(FRAMEWORK_WORDS, framework, '<FRAMEWORK>');
    const { FRAMEWORKS } = await import('../../services/compliance/catalogue.ts');
    const { MAPPING_HEADS, mappingMarkdown, mappingRows } = await import('../../services/compliance/mapping-text.ts');
    const chosen = FRAMEWORKS.filter(({ id }) => asked === undefined || id === asked);
    const [article, subject, controls, note] = MAPPING_HEADS;
    const columns = [article, cutting(subject), cutting(controls), cutting(note)];
    const written = {
      table: () =>
        chosen.flatMap((each, index) => [
          ...(index > 0 ? [''] : []),
          `${each.title}: ${each.document}`,
          ...table(columns, mappingRows(each), session.screen),
        ]),
      markdown: () =>
        chosen.flatMap((each, index) => [...(index > 0 ? [''] : []), `## ${each.title}`, '', ...mappingMarkdown(each)]),
      json: chosen.map(({ id, title, document, url, articles }) => ({ id, title, document, url, articles })),
    };
    write(format, written, session);
    return 0;
  },
});
