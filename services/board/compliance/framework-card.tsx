import type { ArticleStanding, FrameworkStanding } from '../../../machines/model/compliance.ts';
import { counted } from '../../../machines/policy/counted.ts';
import { Badge } from '../elements/badge.tsx';
import { CountBar } from '../elements/count-bar.tsx';
import { OutsideText } from '../elements/outside-text.tsx';
import { Table } from '../elements/table.tsx';
import { useFirst } from '../elements/use-first.tsx';
import { articleParts, stateWord, statusParts } from './standing-words.ts';

const CONTROLS_SHOWN = 6;

/** One framework, article by article; `judged`: the controls that any evidence has. */
export function FrameworkCard(props: { readonly framework: FrameworkStanding; readonly judged: ReadonlySet<string> }) {
  const { framework: id, title, document, machines, articles } = props.framework;
  return (
    <section class="card" aria-labelledby={`compliance-${id}`}>
      <h2 id={`compliance-${id}`}>{title}</h2>
      <p class="note">
        {document}.{' '}
        {machines === 0
          ? 'No machine has it enabled: its articles are judged on all that have evidence.'
          : `Judged on ${machines === 1 ? 'the machine that has' : `the ${counted(machines, 'machine')} that have`} it enabled.`}
      </p>
      <p class="compliance-articles">
        {counted(articles.length, 'article')}: <CountBar parts={articleParts(articles)} />
      </p>
      <Table
        heads={['Article', 'State', 'Machines', 'Controls that speak for it']}
        label={`Articles of ${title}`}
        class="compliance-table compliance-states"
      >
        {articles.map((article) => (
          <ArticleRow key={article.article} article={article} judged={props.judged} />
        ))}
      </Table>
    </section>
  );
}

function ArticleRow({
  article: { article, subject, state, counts, controls },
  judged,
}: {
  readonly article: ArticleStanding;
  readonly judged: ReadonlySet<string>;
}) {
  const { shown, more } = useFirst(controls, CONTROLS_SHOWN);
  return (
    <tr>
      <th scope="row">
        {article}
        <div class="compliance-subject">{subject}</div>
      </th>
      <td>
        <Badge {...stateWord(state)} />
      </td>
      <td>
        <CountBar parts={statusParts(counts)} />
      </td>
      <td>
        <ul class="compliance-controls">
          {shown.map((control) => (
            <li key={control}>
              <OutsideText text={control} />
              {!judged.has(control) && <span class="note"> no evidence</span>}
            </li>
          ))}
        </ul>
        {more}
      </td>
    </tr>
  );
}
