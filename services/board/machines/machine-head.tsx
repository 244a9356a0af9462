import type { MachineDetail } from '../../../machines/model/machine-detail.ts';
import { span } from '../../../machines/policy/span.ts';
import { Badge } from '../elements/badge.tsx';
import { Moment, useNow } from '../elements/moment.tsx';
import { StorePath } from '../elements/store-path.tsx';
import { fragmentOf } from '../route.ts';
import { conditionFacts } from './condition-facts.ts';
import { Fact } from './fact.tsx';
import { presenceWords } from './presence-words.ts';

/** What is known of a machine just now. */
export function MachineHead({ machine }: { readonly machine: MachineDetail }) {
  const now = useNow();
  const presence = presenceWords(machine, now);
  // Whoever comes here wants to know why, before anything else.
  const [last] = machine.assignments;
  const reason = machine.deployment === 'failed' ? last?.reason : undefined;
  return (
    <header class="machines-head">
      <div class="machines-title">
        <h1>
          <bdi title={machine.machine_id}>{machine.machine_id}</bdi>
        </h1>
        <Badge word={machine.lifecycle} />
        <Badge word={presence.word} tone={presence.tone} />
        <Badge word={machine.deployment} />
      </div>
      {presence.advice !== undefined && <p class="machines-advice">{presence.advice}</p>}
      {reason != null && (
        <p class="problem machines-failure">
          <bdi>{reason}</bdi>
        </p>
      )}
      <div class="card">
        <dl class="machines-facts">
          <Generations machine={machine} />
          <Agent machine={machine} />
          <Fact label="Tags">
            <Tags tags={machine.declared_tags} />
            {machine.pinned_tags.length > 0 && (
              <>
                {' '}
                <span class="note">pinned:</span> <Tags tags={machine.pinned_tags} />
              </>
            )}
            {machine.tags.length === 0 && <span class="note">none</span>}
          </Fact>
          <Rollout machine={machine} />
          <Condition machine={machine} />
        </dl>
      </div>
    </header>
  );
}

function Generations({ machine }: { readonly machine: MachineDetail }) {
  const { current_generation: current, desired_generation: desired, desired: wish } = machine;
  return (
    <>
      <Fact label="Runs">{current === '' ? <span class="note">not known</span> : <StorePath path={current} />}</Fact>
      <Fact label="Wants">
        {desired === null ? (
          <span class="note">nothing</span>
        ) : desired === current ? (
          'the same'
        ) : (
          <StorePath path={desired} />
        )}
        {wish !== null && (
          <span class="note">
            {' '}
            since <Moment at={wish.set_at} />
          </span>
        )}
      </Fact>
    </>
  );
}

function Agent({ machine }: { readonly machine: MachineDetail }) {
  const { agent_version: version, agent_state: state, agent_state_since: since, last_seen: seen } = machine;
  return (
    <>
      <Fact label="Agent">
        {version === '' ? <span class="note">version not known</span> : <bdi>{version}</bdi>}
        {state !== null && (
          <>
            {' '}
            <Badge word={state} />
            {since !== null && (
              <span class="note">
                {' '}
                <Moment at={since} />
              </span>
            )}
          </>
        )}
      </Fact>
      <Fact label="Last heard">{seen === null ? <span class="note">never</span> : <Moment at={seen} />}</Fact>
      <Fact label="Up for">
        {seen === null ? <span class="note">not known</span> : span(machine.uptime_seconds * 1000)}
      </Fact>
      <Fact label="Registered">
        <Moment at={machine.registered_at} />
      </Fact>
    </>
  );
}

function Tags({ tags }: { readonly tags: readonly string[] }) {
  return (
    <>
      {tags.map((tag) => (
        <bdi key={tag} class="machines-tag" title={tag}>
          {tag}
        </bdi>
      ))}
    </>
  );
}

function Rollout({ machine }: { readonly machine: MachineDetail }) {
  const { active_rollout: id, open_assignment: assignment } = machine;
  if (id === null) return null;
  return (
    <Fact label="In rollout">
      <a href={fragmentOf({ page: 'rollout', id })}>{id}</a>
      {assignment !== null && <span class="note"> which waits for its verdict</span>}
    </Fact>
  );
}

function Condition({ machine }: { readonly machine: MachineDetail }) {
  const facts = conditionFacts(machine.condition);
  if (facts.length === 0)
    return (
      <Fact label="Condition">
        <span class="note">its agent has not said (drift, reboot, disk, clock)</span>
      </Fact>
    );
  return (
    <>
      {facts.map(({ label, words, tone, since }) => (
        <Fact key={label} label={label}>
          {tone === 'good' || tone === 'plain' ? words : <Badge word={words} tone={tone} />}
          {since !== undefined && (
            <span class="note">
              {' '}
              since <Moment at={since} />
            </span>
          )}
        </Fact>
      ))}
    </>
  );
}
