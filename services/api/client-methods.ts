import type { Arguments, Reply } from './client-call.ts';

/** Every endpoint of the contract as a method. Made from it by `npm run docs`; do not edit. */
export interface ClientMethods {
  /** Liveness: `ok`. (`GET /health`) */
  health(...call: Arguments<'health'>): Promise<Reply<'health'>>;
  /** Readiness: 200 once actors are restored and the database can be read, even on a full disk; else 503. (`GET /ready`) */
  ready(...call: Arguments<'ready'>): Promise<Reply<'ready'>>;
  /** Metrics as Prometheus reads them; with `--metrics-listen` they are there instead. (`GET /metrics`) */
  metrics(...call: Arguments<'metrics'>): Promise<Reply<'metrics'>>;
  /** Creates the first admin key; 409 once any key exists. (`POST /api/v1/keys/bootstrap`) */
  bootstrap(...call: Arguments<'bootstrap'>): Promise<Reply<'bootstrap'>>;
  /** All API keys, oldest first, without what could be used; at most 500 at once. (`GET /api/v1/keys`) */
  listKeys(...call: Arguments<'listKeys'>): Promise<Reply<'listKeys'>>;
  /** The API key that asks: its name, what it may do, and until when. (`GET /api/v1/keys/self`) */
  ownKey(...call: Arguments<'ownKey'>): Promise<Reply<'ownKey'>>;
  /** Creates an API key and shows it once. (`POST /api/v1/keys`) */
  createKey(...call: Arguments<'createKey'>): Promise<Reply<'createKey'>>;
  /** Revokes an API key at once; 409 for the last admin key. (`DELETE /api/v1/keys/:id`) */
  revokeKey(...call: Arguments<'revokeKey'>): Promise<Reply<'revokeKey'>>;
  /** All machines, by id; with `tag` (repeatable) those that have every tag. In pages of at most 500 for who asks with `limit` or `after` (an id). (`GET /api/v1/machines`) */
  listMachines(...call: Arguments<'listMachines'>): Promise<Reply<'listMachines'>>;
  /** Machines in service that have not been heard of for a while, or never, by id; none that are decommissioned. (`GET /api/v1/silent-machines`) */
  silentMachines(...call: Arguments<'silentMachines'>): Promise<Reply<'silentMachines'>>;
  /** One machine with its history: newest reports and health, parts in rollouts, state of its actor. (`GET /api/v1/machines/:id`) */
  getMachine(...call: Arguments<'getMachine'>): Promise<Reply<'getMachine'>>;
  /** The reports of a machine with their health blocks, newest first; also of one that was deleted. `limit` 100 unless told, at most 500. (`GET /api/v1/machines/:id/reports`) */
  machineReports(...call: Arguments<'machineReports'>): Promise<Reply<'machineReports'>>;
  /** What the commands of an agent printed, last line first (`attempt` and `n` tell the order); `limit` 100 unless told, at most 500. (`GET /api/v1/machines/:id/logs`) */
  machineLogs(...call: Arguments<'machineLogs'>): Promise<Reply<'machineLogs'>>;
  /** Sets the pinned tags of a machine, which no report changes; an empty list pins nothing. (`PUT /api/v1/machines/:id/tags`) */
  pinTags(...call: Arguments<'pinTags'>): Promise<Reply<'pinTags'>>;
  /** Deletes a machine, which no rollout waits for then; an agent that goes on to report registers it anew. (`DELETE /api/v1/machines/:id`) */
  deleteMachine(...call: Arguments<'deleteMachine'>): Promise<Reply<'deleteMachine'>>;
  /** Registers a machine before its agent first reports, or sets its declared tags. (`POST /api/v1/machines/:id/register`) */
  registerMachine(...call: Arguments<'registerMachine'>): Promise<Reply<'registerMachine'>>;
  /** Moves a machine to another state of its life; 409 where no way leads there. (`PATCH /api/v1/machines/:id/lifecycle`) */
  updateLifecycle(...call: Arguments<'updateLifecycle'>): Promise<Reply<'updateLifecycle'>>;
  /** What this machine should run; 404 when there is nothing to do. (`GET /api/v1/machines/:id/desired-generation`) */
  desiredGeneration(...call: Arguments<'desiredGeneration'>): Promise<Reply<'desiredGeneration'>>;
  /** An agent's report; an answered 200 means that it is on disk. (`POST /api/v1/machines/:id/report`) */
  report(...call: Arguments<'report'>): Promise<Reply<'report'>>;
  /** Sets the desired path after a deploy outside of a rollout. (`POST /api/v1/machines/:id/notify-deploy`) */
  notifyDeploy(...call: Arguments<'notifyDeploy'>): Promise<Reply<'notifyDeploy'>>;
  /** Forgets what the machine should run. (`DELETE /api/v1/machines/:id/desired-generation`) */
  clearDesired(...call: Arguments<'clearDesired'>): Promise<Reply<'clearDesired'>>;
  /** Tells the agent over its link to try what is desired again although it has failed; 409 when nothing is desired. (`POST /api/v1/machines/:id/retry`) */
  retryMachine(...call: Arguments<'retryMachine'>): Promise<Reply<'retryMachine'>>;
  /** Releases, newest first; `limit` 20 unless told, at most 500; `host`: only those with this host. (`GET /api/v1/releases`) */
  listReleases(...call: Arguments<'listReleases'>): Promise<Reply<'listReleases'>>;
  /** Registers a release. (`POST /api/v1/releases`) */
  createRelease(...call: Arguments<'createRelease'>): Promise<Reply<'createRelease'>>;
  /** One release with its entries. (`GET /api/v1/releases/:id`) */
  getRelease(...call: Arguments<'getRelease'>): Promise<Reply<'getRelease'>>;
  /** What changes for which hosts from one release to another. (`GET /api/v1/releases/:id/diff/:other_id`) */
  diffReleases(...call: Arguments<'diffReleases'>): Promise<Reply<'diffReleases'>>;
  /** Deletes a release that no rollout refers to. (`DELETE /api/v1/releases/:id`) */
  deleteRelease(...call: Arguments<'deleteRelease'>): Promise<Reply<'deleteRelease'>>;
  /** Rollouts, newest first, without their events; 100 unless `limit` says, at most 500; `status`: only those. (`GET /api/v1/rollouts`) */
  listRollouts(...call: Arguments<'listRollouts'>): Promise<Reply<'listRollouts'>>;
  /** Plans a rollout and starts it. (`POST /api/v1/rollouts`) */
  createRollout(...call: Arguments<'createRollout'>): Promise<Reply<'createRollout'>>;
  /** What a rollout would do, and what stands in its way: nothing is created. (`POST /api/v1/rollouts/plan`) */
  planRollout(...call: Arguments<'planRollout'>): Promise<Reply<'planRollout'>>;
  /** One rollout with its batches, machines and events, and who was left out. (`GET /api/v1/rollouts/:id`) */
  getRollout(...call: Arguments<'getRollout'>): Promise<Reply<'getRollout'>>;
  /** What each machine of a rollout waits for or why it ended so, by id; 100 unless `limit` says, at most 500. (`GET /api/v1/rollouts/:id/why`) */
  whyRollout(...call: Arguments<'whyRollout'>): Promise<Reply<'whyRollout'>>;
  /** What one machine of a rollout waits for, or why it ended as it did. (`GET /api/v1/rollouts/:id/why/:machine_id`) */
  whyMachine(...call: Arguments<'whyMachine'>): Promise<Reply<'whyMachine'>>;
  /** Pauses a running rollout: no batch begins before it is resumed; machines keep what they were told. (`POST /api/v1/rollouts/:id/pause`) */
  pauseRollout(...call: Arguments<'pauseRollout'>): Promise<Reply<'pauseRollout'>>;
  /** Resumes a paused rollout: a batch that has failed is tried again, one that is under way is waited for. (`POST /api/v1/rollouts/:id/resume`) */
  resumeRollout(...call: Arguments<'resumeRollout'>): Promise<Reply<'resumeRollout'>>;
  /** Cancels a rollout; machines keep what they have. (`POST /api/v1/rollouts/:id/cancel`) */
  cancelRollout(...call: Arguments<'cancelRollout'>): Promise<Reply<'cancelRollout'>>;
  /** Deletes a rollout that has ended, with its history. (`DELETE /api/v1/rollouts/:id`) */
  deleteRollout(...call: Arguments<'deleteRollout'>): Promise<Reply<'deleteRollout'>>;
  /** Actors, by address; 100 unless `limit` says, at most 500. (`GET /api/v1/actors`) */
  listActors(...call: Arguments<'listActors'>): Promise<Reply<'listActors'>>;
  /** One actor: its state, what it waits for and until when, its mail and its newest steps. (`GET /api/v1/actors/:address`) */
  getActor(...call: Arguments<'getActor'>): Promise<Reply<'getActor'>>;
  /** The steps of an actor that are kept, newest first; 100 unless `limit` says, at most 500. (`GET /api/v1/actors/:address/history`) */
  actorHistory(...call: Arguments<'actorHistory'>): Promise<Reply<'actorHistory'>>;
  /** The statecharts that there are. (`GET /api/v1/statecharts`) */
  listStatecharts(...call: Arguments<'listStatecharts'>): Promise<Reply<'listStatecharts'>>;
  /** A statechart: its states with what they mean, its transitions, and where they are on its picture. (`GET /api/v1/statecharts/:name`) */
  getStatechart(...call: Arguments<'getStatechart'>): Promise<Reply<'getStatechart'>>;
  /** Who did what, newest first; `limit` 100 unless told, at most 500. (`GET /api/v1/audit`) */
  listAudit(...call: Arguments<'listAudit'>): Promise<Reply<'listAudit'>>;
  /** The same as CSV, all of it unless `limit` says how much. (`GET /api/v1/audit/export`) */
  exportAudit(...call: Arguments<'exportAudit'>): Promise<Reply<'exportAudit'>>;
  /** Compliance of the fleet by control and by article, from the newest evidence of each machine whose signature is verified. (`GET /api/v1/compliance`) */
  fleetCompliance(...call: Arguments<'fleetCompliance'>): Promise<Reply<'fleetCompliance'>>;
  /** The same machine by machine, by id; also those that have no evidence. `limit` 100 unless told, at most 500. (`GET /api/v1/compliance/machines`) */
  complianceMachines(...call: Arguments<'complianceMachines'>): Promise<Reply<'complianceMachines'>>;
  /** The evidence of a machine with its signature, newest first: the newest, and each in which a result changed. `limit` 1 unless told, at most 50; a page ends early when they are large. (`GET /api/v1/machines/:id/evidence`) */
  getEvidence(...call: Arguments<'getEvidence'>): Promise<Reply<'getEvidence'>>;
  /** Takes the evidence of a machine from its agent; the first key that signs is pinned. 400: its signature does not hold, or it is of another machine; 409: it is not newer than what is there; 429: it comes too soon after the last. (`POST /api/v1/machines/:id/evidence`) */
  sendEvidence(...call: Arguments<'sendEvidence'>): Promise<Reply<'sendEvidence'>>;
  /** The key whose signatures are believed of a machine. (`GET /api/v1/machines/:id/evidence-key`) */
  getEvidenceKey(...call: Arguments<'getEvidenceKey'>): Promise<Reply<'getEvidenceKey'>>;
  /** Sets the key whose signatures are believed of a machine, and judges its evidence anew. (`PUT /api/v1/machines/:id/evidence-key`) */
  pinEvidenceKey(...call: Arguments<'pinEvidenceKey'>): Promise<Reply<'pinEvidenceKey'>>;
}
