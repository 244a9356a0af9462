import type { RolloutDetail } from '../../../machines/model/rollout.ts';
import { span } from '../../../machines/policy/span.ts';
import { OutsideText } from '../elements/outside-text.tsx';
import { fragmentOf } from '../route.ts';

/** What a rollout was told to do. */
export function RolloutFacts({ rollout }: { readonly rollout: RolloutDetail }) {
  const { release_id, strategy, batch_sizes = [], target, cache_url, on_failure } = rollout;
  return (
    <dl class="rollouts-facts">
      <dt>Release</dt>
      <dd>
        <a href={fragmentOf({ page: 'release', id: release_id })}>
          <OutsideText text={release_id} class="mono" />
        </a>
      </dd>
      <dt>Strategy</dt>
      <dd>
        <OutsideText text={[strategy.replaceAll('_', ' '), batch_sizes.join(', ')].filter(Boolean).join(': ')} />
      </dd>
      {target && (
        <>
          <dt>Target</dt>
          <dd>
            <OutsideText
              text={'tags' in target ? `tags ${target.tags.join(', ')}` : `hosts ${target.hosts.join(', ')}`}
            />
          </dd>
        </>
      )}
      <dt>Tolerates</dt>
      <dd>{tolerates(rollout)}</dd>
      <dt>On failure</dt>
      <dd>{on_failure === 'revert' ? 'goes back to what ran before' : 'pauses'}</dd>
      <dt>Time-outs</dt>
      <dd>{times(rollout)}</dd>
      {cache_url != null && (
        <>
          <dt>Cache</dt>
          <dd>
            <OutsideText text={cache_url} class="mono" />
          </dd>
        </>
      )}
    </dl>
  );
}

function tolerates({ failure_threshold, success_threshold }: RolloutDetail): string {
  const failures = `${failure_threshold} unhealthy of a batch`;
  return success_threshold == null ? failures : `${failures}; ${success_threshold} must be healthy`;
}

function times({ health_timeout, soak_seconds = 0, progress_deadline }: RolloutDetail): string {
  const parts = [`${span(health_timeout * 1000)} to become healthy`];
  if (soak_seconds > 0) parts.push(`then ${span(soak_seconds * 1000)} of soaking`);
  if (progress_deadline != null) parts.push(`${span(progress_deadline * 1000)} for all of it`);
  return parts.join(', ');
}
