import { declarePermissions } from '../../platform/auth/permissions';

export const auditPermissions = declarePermissions('audit', {
  read: { description: 'Read the audit, without personal fields', roles: ['ops', 'auditor'] },
  readPersonal: { description: 'See the personal fields in the audit', roles: ['auditor'] },
  verify: { description: 'Have the chain of the audit verified', roles: ['auditor'] },
  erase: { description: 'Destroy for ever the personal fields that the audit holds of a person', roles: [] },
});
