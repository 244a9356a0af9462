import { createSystem } from '../../services/host/system.ts';
import { agentSight } from '../../services/store/agent-sight.ts';
import type { Places } from '../config.ts';
import { statusText } from './status-text.ts';

/** What `--status` prints; it asks nobody but the machine. Throws `BadConfig`. */
export async function status({ root, dbPath }: Places): Promise<string> {
  const sight = agentSight(dbPath);
  const system = createSystem(root);
  return statusText({
    sight,
    running: await system.running(),
    profile: await system.profile(),
    needsReboot: await system.needsReboot(),
    now: Date.now(),
  });
}
