import type { Evidence } from '../../../machines/model/evidence.ts';
import { counted } from '../../../machines/policy/counted.ts';
import { statusParts } from '../compliance/standing-words.ts';
import { CountBar } from '../elements/count-bar.tsx';
import { useNow } from '../elements/moment.tsx';
import { OutsideText } from '../elements/outside-text.tsx';
import { EvidenceControl } from './evidence-control.tsx';
import { isFailing, type JudgedControl, judgedControls } from './judged-evidence.ts';

/** What evidence says, control by control: what is not as it should be in full, the rest by name. */
export function EvidenceControls({ evidence }: { readonly evidence: Evidence }) {
  const now = useNow(60_000);
  const controls = judgedControls(evidence, now);
  const told = controls.filter(({ status }) => status !== 'compliant');
  const compliant = controls.filter(({ status }) => status === 'compliant');
  if (controls.length === 0)
    return (
      <p class="note">It looks at no control: its configuration enables no framework and no control of its own.</p>
    );
  const required = told.filter((control) => isFailing(control) && control.evidence.required).length;
  return (
    <>
      <p class="machines-controls-count">
        {counted(controls.length, 'control')}: <CountBar parts={statusParts(countsOf(controls))} />
      </p>
      {required > 0 && (
        <p class="problem machines-required">
          {counted(required, 'required control')} {required === 1 ? 'fails' : 'fail'}: its gate calls the machine
          unhealthy until that is mended.
        </p>
      )}
      {told.length > 0 && (
        <ul class="machines-controls">
          {told.map((control) => (
            <EvidenceControl key={control.evidence.control} control={control} now={now} />
          ))}
        </ul>
      )}
      {compliant.length > 0 && <Compliant controls={compliant} />}
    </>
  );
}

function Compliant({ controls }: { readonly controls: readonly JudgedControl[] }) {
  return (
    <details open={controls.length <= 24}>
      <summary>{counted(controls.length, 'control')} compliant</summary>
      <ul class="machines-compliant">
        {controls.map(({ evidence: { control, required } }) => (
          <li key={control}>
            <OutsideText text={control} />
            {required && <span class="note">required</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}

function countsOf(controls: readonly JudgedControl[]) {
  const count = (wanted: JudgedControl['status']) => controls.filter(({ status }) => status === wanted).length;
  return {
    compliant: count('compliant'),
    non_compliant: count('non-compliant'),
    error: count('error'),
    exempt: count('exempt'),
    unjudged: 0,
  };
}
