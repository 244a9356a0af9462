import { readFileSync } from 'node:fs';
import { Refusal } from './step.mjs';

const FLOOR = [20, 19];
const REMEDY = 'install a newer one from nodejs.org or with a version manager (`nvm install 22`), then run this again';

/** Refuses a Node older than the floor; Debian 12's own is named, because that is where people meet it. */
export function refuseOldNode(version = process.versions.node, isDebian = isDebianItself()) {
  const [major, minor] = version.split('.').map(Number);
  if (major > FLOOR[0] || (major === FLOOR[0] && minor >= FLOOR[1])) return;
  const whose = isDebian && major === 18 ? `Debian's own Node ${version}` : `Node ${version}`;
  throw new Refusal(`This is ${whose}; NixFleet needs Node ${FLOOR.join('.')} or newer: ${REMEDY}.`);
}

function isDebianItself() {
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}
