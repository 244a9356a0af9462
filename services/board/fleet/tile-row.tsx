import { Component, type VNode } from 'preact';
import { SIGNS } from '../elements/tone.ts';
import type { FleetEntry } from './fleet-entry.ts';
import { toneOfMachine, wordOf } from './fleet-words.ts';
import type { TileLine } from './tile-lines.ts';

/** Pixels; smaller ones have no room for a sign. */
const SIGNED = 18;

interface TileRowProps {
  readonly line: TileLine | undefined;
  readonly index: number;
  readonly size: number;
  /** The place of the tile at which somebody is; -1: it is in another line. */
  readonly active: number;
}

/** A line of tiles; of thousands of tiles only lines of which one has changed are drawn again. */
export class TileRow extends Component<TileRowProps> {
  /** A tile that is the same is not compared again, of which there are thousands. */
  #tiles = new WeakMap<FleetEntry, VNode>();

  override shouldComponentUpdate(next: TileRowProps): boolean {
    const { line, index, size, active } = this.props;
    if (size !== next.size) this.#tiles = new WeakMap();
    return index !== next.index || size !== next.size || active !== next.active || !isSame(line, next.line);
  }

  override render({ line, index, size, active }: TileRowProps) {
    if (line === undefined) return null;
    const place = { transform: `translateY(${index * size}px)`, height: `${size}px` };
    if (line.kind === 'heading')
      return (
        <div role="row" aria-rowindex={index + 1} class="fleet-tile-row fleet-tile-heading" style={place}>
          <span role="gridcell">
            <bdi>{line.title === '' ? 'no tag' : line.title}</bdi> {line.count}
          </span>
        </div>
      );
    const style = { ...place, display: 'grid', gridTemplateColumns: `repeat(auto-fill, ${size}px)` };
    return (
      <div role="row" aria-rowindex={index + 1} class="fleet-tile-row" style={style} data-start={line.start}>
        {line.entries.map((entry, inner) =>
          line.start + inner === active ? tile(entry, { size, isActive: true }) : this.#quiet(entry, size),
        )}
      </div>
    );
  }

  #quiet(entry: FleetEntry, size: number): VNode {
    const before = this.#tiles.get(entry);
    if (before !== undefined) return before;
    const made = tile(entry, { size, isActive: false });
    this.#tiles.set(entry, made);
    return made;
  }
}

function tile(entry: FleetEntry, { size, isActive }: { readonly size: number; readonly isActive: boolean }): VNode {
  const tone = toneOfMachine(entry);
  const { machine } = entry;
  return (
    <span
      key={entry.ordinal}
      id={isActive ? 'fleet-active' : undefined}
      role="gridcell"
      aria-selected={isActive || undefined}
      aria-label={`${machine.machine_id}: ${wordOf('deployment', machine.deployment).word}`}
      class={isActive ? `fleet-tile ${tone} active` : `fleet-tile ${tone}`}
    >
      {size >= SIGNED && SIGNS[tone]}
    </span>
  );
}

function isSame(one: TileLine | undefined, other: TileLine | undefined): boolean {
  if (one?.kind !== 'tiles' || other?.kind !== 'tiles') return false;
  const { entries } = one;
  return (
    one.start === other.start &&
    entries.length === other.entries.length &&
    entries.every((entry, index) => entry === other.entries[index])
  );
}
