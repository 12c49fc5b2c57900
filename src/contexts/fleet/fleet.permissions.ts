import { declarePermissions } from '../../platform/auth/permissions';

/** What each role may do; where, its scope says: a fleet manager in his fleets, a hub manager in his hub. */
export const fleetPermissions = declarePermissions('fleet', {
  readFleets: { description: 'See fleets', roles: ['ops', 'fleet_manager', 'hub_manager', 'auditor'] },
  createFleet: { description: 'Add a fleet', roles: ['ops'] },
  applyForFleet: { description: 'Apply for a fleet', roles: ['ops', 'fleet_manager'] },
  reviewFleet: { description: 'Review, approve or reject the application for a fleet', roles: ['ops'] },
  updateFleet: { description: 'Change the details of a fleet', roles: ['ops'] },
  changeFleetStatus: { description: 'Suspend, reactivate or close a fleet', roles: ['ops'] },

  readHubs: { description: 'See hubs', roles: ['ops', 'fleet_manager', 'hub_manager', 'auditor'] },
  createHub: { description: 'Add a hub to a fleet', roles: ['ops', 'fleet_manager'] },
  updateHub: { description: 'Change the details of a hub', roles: ['ops', 'fleet_manager'] },
  changeHubStatus: { description: 'Suspend, reactivate or close a hub', roles: ['ops', 'fleet_manager'] },

  readFleetManagers: { description: 'See fleet managers', roles: ['ops', 'fleet_manager', 'auditor'] },
  appointFleetManager: { description: 'Appoint the manager of a fleet', roles: ['ops'] },
  updateFleetManager: { description: 'Change the details of a fleet manager', roles: ['ops'] },
  dismissFleetManager: { description: 'Dismiss a fleet manager', roles: ['ops'] },

  readHubManagers: { description: 'See hub managers', roles: ['ops', 'fleet_manager', 'hub_manager', 'auditor'] },
  appointHubManager: { description: 'Appoint the manager of a hub', roles: ['ops', 'fleet_manager'] },
  updateHubManager: { description: 'Change the details of a hub manager', roles: ['ops', 'fleet_manager'] },
  dismissHubManager: { description: 'Dismiss a hub manager', roles: ['ops', 'fleet_manager'] },

  readVehicles: { description: 'See vehicles', roles: ['ops', 'fleet_manager', 'hub_manager', 'auditor'] },
  registerVehicle: { description: 'Register a vehicle', roles: ['ops', 'fleet_manager'] },
  updateVehicle: { description: 'Change the details of a vehicle, or move it', roles: ['ops', 'fleet_manager'] },
  changeVehicleStatus: {
    description: 'Activate a vehicle, suspend it, or send it to maintenance',
    roles: ['ops', 'fleet_manager', 'hub_manager'],
  },
  retireVehicle: { description: 'Retire a vehicle for good', roles: ['ops', 'fleet_manager'] },
  correctOdometer: {
    description: 'Put the odometer of a vehicle right, up or down',
    roles: ['ops', 'fleet_manager', 'hub_manager'],
  },
  changeVehicleAvailability: {
    description: 'Say when a vehicle is out of service, and when again',
    roles: ['ops', 'fleet_manager', 'hub_manager'],
  },
  handOverVehicle: {
    description: 'Record that a vehicle went from one driver to another, or to its hub',
    roles: ['ops', 'fleet_manager', 'hub_manager'],
  },
  handOverHeldVehicle: { description: 'Hand over the vehicle that one holds as a driver', roles: ['driver'] },
  planMaintenance: { description: 'Plan the maintenance of vehicles', roles: ['ops', 'fleet_manager'] },
  completeMaintenance: {
    description: 'Record that maintenance of a vehicle was done',
    roles: ['ops', 'fleet_manager', 'hub_manager'],
  },

  readDrivers: { description: 'See drivers', roles: ['ops', 'fleet_manager', 'hub_manager', 'auditor'] },
  readLicenceNumber: { description: 'See the whole licence number of a driver', roles: ['ops', 'fleet_manager'] },
  registerDriver: { description: 'Register a driver', roles: ['ops', 'fleet_manager'] },
  updateDriver: {
    description: 'Change the details of a driver, or move him',
    roles: ['ops', 'fleet_manager', 'hub_manager'],
  },
  changeDriverStatus: {
    description: 'Activate or suspend a driver, or let him leave',
    roles: ['ops', 'fleet_manager'],
  },
  readOwnProfile: { description: 'See one’s own profile as a driver', roles: ['driver'] },

  readPreferences: {
    description: 'See what drivers may prefer, what they asked for, and what holds of each',
    roles: ['ops', 'fleet_manager', 'hub_manager', 'auditor'],
  },
  definePreferences: { description: 'Say what drivers may prefer', roles: ['ops'] },
  decidePreferences: {
    description: 'Approve or reject what drivers prefer',
    roles: ['ops', 'fleet_manager', 'hub_manager'],
  },
  useOwnPreferences: { description: 'See one’s own preferences as a driver, and ask for others', roles: ['driver'] },
});
