import { declarePermissions } from '../../src/platform/auth/permissions';

export const belongingsPermissions = declarePermissions('belongings', {
  report: { description: 'Report what was left in one’s cab', roles: ['driver'] },
  handBack: { description: 'Say that found items were handed back', roles: ['ops'] },
});
