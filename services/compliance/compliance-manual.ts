import { CONTROLS, FRAMEWORKS } from './catalogue.ts';
import { controlsMarkdown, mappingMarkdown } from './mapping-text.ts';

/**
 * The page on compliance with the catalogue as it is now: what stands between `<!-- controls -->` and `<!-- end of controls -->`,
 * and so on for `mappings` and `counts`, is made here; the rest is written by hand and is left alone.
 */
export function complianceManual(page: string): string {
  const parts: Readonly<Record<string, readonly string[]>> = {
    counts: [`${CONTROLS.length} controls; ${FRAMEWORKS.map(({ title }) => title).join(', ')}.`],
    controls: controlsMarkdown(),
    mappings: FRAMEWORKS.flatMap((framework) => [`### ${framework.title}`, '', ...mappingMarkdown(framework), '']),
  };
  return Object.entries(parts).reduce(
    (text, [name, lines]) =>
      text.replace(
        new RegExp(`<!-- ${name} -->[^]*?<!-- end of ${name} -->`),
        () =>
          `<!-- ${name} -->\n${IGNORE_START}\n\n${lines.join('\n').trimEnd()}\n\n${IGNORE_END}\n<!-- end of ${name} -->`,
      ),
    page,
  );
}

/** What the formatter must not touch, because it would format tables in another way. */
const [IGNORE_START, IGNORE_END] = ['<!-- prettier-ignore-start -->', '<!-- prettier-ignore-end -->'];
