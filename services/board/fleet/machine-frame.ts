import type { MachineFrame } from '../../../machines/model/live-machine.ts';

/** What the feed of machines says; of a control plane that is newer than this page there may be frames of other types. */
export function isMachineFrame(frame: unknown): frame is MachineFrame {
  if (typeof frame !== 'object' || frame === null || !('type' in frame)) return false;
  if (frame.type === 'begin') return 'epoch' in frame && typeof frame.epoch === 'string' && 'anew' in frame;
  if (!('seq' in frame) || typeof frame.seq !== 'number') return false;
  if (frame.type === 'current') return true;
  return (
    frame.type === 'machines' &&
    'machines' in frame &&
    Array.isArray(frame.machines) &&
    'gone' in frame &&
    Array.isArray(frame.gone)
  );
}
