import { declarePermissions } from '../../platform/auth/permissions';

export const paymentPermissions = declarePermissions('payment', {
  collectCash: {
    description: 'See what to collect for one’s own ride, and confirm it, as its driver',
    roles: ['driver'],
  },
  readOwn: { description: 'See what one owes as a rider', roles: ['rider'] },
  readCharges: { description: 'See what riders owe and owed', roles: ['ops', 'auditor'] },
  settleCharges: {
    description: 'Waive charges, record disputes, and settle them and what a review found',
    roles: ['ops'],
  },
});
