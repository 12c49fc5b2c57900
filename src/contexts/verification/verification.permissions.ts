import { declarePermissions } from '../../platform/auth/permissions';

/** What each role may do; where, its scope says: a fleet manager in his fleets, a hub manager in his hub. */
export const verificationPermissions = declarePermissions('verification', {
  readDocuments: {
    description: 'See documents, and whether drivers and vehicles may work by them',
    roles: ['ops', 'fleet_manager', 'hub_manager', 'auditor'],
  },
  readNumbers: { description: 'See the whole number of a document', roles: ['ops', 'fleet_manager'] },
  submitDocument: {
    description: 'Upload and submit the documents of others',
    roles: ['ops', 'fleet_manager', 'hub_manager'],
  },
  downloadFile: {
    description: 'Be given a link to the file of a document',
    roles: ['ops', 'fleet_manager', 'hub_manager', 'auditor'],
  },
  decideDocuments: { description: 'Verify or reject documents', roles: ['ops'] },
  revokeDocument: { description: 'Revoke a verified document', roles: ['ops'] },
  readSets: {
    description: 'See which documents are wanted of whom',
    roles: ['ops', 'fleet_manager', 'hub_manager', 'auditor'],
  },
  configureSets: { description: 'Say which documents are wanted of whom', roles: ['ops'] },
  ownDocuments: { description: 'See and submit one’s own documents as a driver', roles: ['driver'] },
});
