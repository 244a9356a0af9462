import type { FleetCompliance } from '../../../machines/model/compliance.ts';
import { Empty } from '../elements/empty.tsx';

/** What stands where no machine has evidence that counts: why, and how it comes about. */
export function NoEvidence(props: {
  readonly machines: FleetCompliance['machines'];
  readonly tag: string | undefined;
  readonly showAll: () => void;
}) {
  const { machines, tag, showAll } = props;
  if (machines.total === 0 && tag !== undefined)
    return (
      <Empty title={`No machine has the tag ${tag}.`}>
        <button type="button" onClick={showAll}>
          Show all machines
        </button>
      </Empty>
    );
  if (machines.untrusted_count + machines.outdated_count > 0)
    return (
      <Empty title="No evidence counts just now.">
        <p>What there is is too old, or signed with other keys than those that are pinned: see below.</p>
      </Empty>
    );
  return (
    <Empty title={machines.total === 0 ? 'There is no machine yet.' : 'No machine has sent evidence yet.'}>
      <p>
        A machine looks at itself, signs what it finds with its SSH host key, and its agent sends it. Give its
        configuration the module <code>nixfleet.nixosModules.nis2</code> and{' '}
        <code>compliance.frameworks.nis2.enable = true</code> (or <code>dora</code>, <code>iso27001</code>,{' '}
        <code>anssi</code>), or the scope <code>nixfleet.compliance.enable</code> beside them, and deploy it.
      </p>
      <p>
        Its collector writes to <code>/var/lib/nixfleet-compliance</code> at every boot, after every switch and every
        hour. The NixOS module tells the agent so; an agent that is set up otherwise needs{' '}
        <code>--evidence-dir /var/lib/nixfleet-compliance</code>. The whole of it is in the manual, docs/compliance.md.
      </p>
    </Empty>
  );
}
