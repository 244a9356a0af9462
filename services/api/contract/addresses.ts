import type { Contract, EndpointName } from './contract.ts';

/**
 * Method and path of every endpoint without its schemas: who only calls needs no TypeBox, whose loading
 * takes longer than a CLI command should. The compiler holds each against the contract.
 */
export const addresses: { readonly [Name in EndpointName]: `${Contract[Name]['method']} ${Contract[Name]['path']}` } = {
  health: 'GET /health',
  ready: 'GET /ready',
  metrics: 'GET /metrics',
  bootstrap: 'POST /api/v1/keys/bootstrap',
  listKeys: 'GET /api/v1/keys',
  createKey: 'POST /api/v1/keys',
  revokeKey: 'DELETE /api/v1/keys/:id',
  listMachines: 'GET /api/v1/machines',
  registerMachine: 'POST /api/v1/machines/:id/register',
  getMachine: 'GET /api/v1/machines/:id',
  machineReports: 'GET /api/v1/machines/:id/reports',
  machineLogs: 'GET /api/v1/machines/:id/logs',
  pinTags: 'PUT /api/v1/machines/:id/tags',
  deleteMachine: 'DELETE /api/v1/machines/:id',
  updateLifecycle: 'PATCH /api/v1/machines/:id/lifecycle',
  desiredGeneration: 'GET /api/v1/machines/:id/desired-generation',
  report: 'POST /api/v1/machines/:id/report',
  notifyDeploy: 'POST /api/v1/machines/:id/notify-deploy',
  clearDesired: 'DELETE /api/v1/machines/:id/desired-generation',
  retryMachine: 'POST /api/v1/machines/:id/retry',
  listReleases: 'GET /api/v1/releases',
  createRelease: 'POST /api/v1/releases',
  getRelease: 'GET /api/v1/releases/:id',
  diffReleases: 'GET /api/v1/releases/:id/diff/:other_id',
  deleteRelease: 'DELETE /api/v1/releases/:id',
  listRollouts: 'GET /api/v1/rollouts',
  createRollout: 'POST /api/v1/rollouts',
  planRollout: 'POST /api/v1/rollouts/plan',
  getRollout: 'GET /api/v1/rollouts/:id',
  whyRollout: 'GET /api/v1/rollouts/:id/why',
  whyMachine: 'GET /api/v1/rollouts/:id/why/:machine_id',
  resumeRollout: 'POST /api/v1/rollouts/:id/resume',
  cancelRollout: 'POST /api/v1/rollouts/:id/cancel',
  deleteRollout: 'DELETE /api/v1/rollouts/:id',
  listAudit: 'GET /api/v1/audit',
  exportAudit: 'GET /api/v1/audit/export',
};
