import type { Call, Step } from './player';
import {
  askNow,
  atPickup,
  checkIn,
  codeOf,
  offerTo,
  planShift,
  readCode,
  readOffer,
  type ShiftTime,
  STARTING,
  TAKINGS,
  TRIP,
  uploadSelfie,
} from './setting';

/** Something that somebody does over the public API, by the story's names. */
export type Action =
  | {
      readonly do: 'plan';
      readonly shift: string;
      readonly driver: string;
      readonly cab: string;
      readonly time: ShiftTime;
    }
  | { readonly do: 'cancel shift' | 'acknowledge'; readonly shift: string; readonly driver: string }
  | {
      readonly do: 'replace';
      readonly old: string;
      /** That takes its place. */
      readonly shift: string;
      readonly driver: string;
      readonly cab: string;
    }
  | { readonly do: 'check in'; readonly driver: string; readonly duty: string }
  | { readonly do: 'approve' | 'reject' | 'check out for him'; readonly duty: string }
  | { readonly do: DriverAction; readonly driver: string }
  | { readonly do: 'request' | 'search' | 'unassign' | 'cancel'; readonly ride: string }
  | { readonly do: 'assign' | 'reassign' | 'withdraw' | RideStep; readonly ride: string; readonly driver: string }
  | { readonly do: 'let time pass' };
/** In the order in which a driver takes them; the last instead of the two before it. */
export type RideStep = 'depart' | 'arrive' | 'start' | 'complete' | 'no-show';
export type DriverAction =
  'start break' | 'end break' | 'check out' | 'go online' | 'go offline' | 'accept' | 'decline';

/** An offer of the stage's policy lasts no longer. */
export const PASSING_SECONDS = 20;

const REASON = { reason: 'A race' };

export function labelOf(action: Action): string {
  const { do: what, ...whom } = action;
  return [what, ...Object.values(whom)].join(' ');
}

export function stepOf(action: Action, afterMs: Step['afterMs']): Step {
  const { call, before = [] } = doing(action);
  return { label: labelOf(action), before, call, afterMs };
}

function doing(action: Action): { call: Call; before?: Call[] } {
  switch (action.do) {
    case 'plan':
      return { call: planShift(action.shift, action.driver, action.cab, action.time) };
    case 'cancel shift':
      return { call: post('ops', `/v1/roster/{${action.shift}}/cancel`, REASON) };
    case 'replace': {
      const body = { driverId: `{${action.driver}}`, vehicleId: `{${action.cab}}`, ...REASON };
      return { call: { ...post('ops', `/v1/roster/{${action.old}}/replace`, body), keep: { [action.shift]: 'id' } } };
    }
    case 'acknowledge':
      return { call: post(action.driver, `/v1/driver/roster/{${action.shift}}/acknowledge`) };
    case 'check in':
      return { before: [uploadSelfie(action.driver)], call: checkIn(action.driver, action.duty) };
    case 'approve':
      return { call: post('ops', `/v1/attendance/{${action.duty}}/approve`) };
    case 'reject':
      return { call: post('ops', `/v1/attendance/{${action.duty}}/reject`, REASON) };
    case 'check out for him':
      return { call: post('ops', `/v1/attendance/{${action.duty}}/check-out`, { ...TAKINGS, ...REASON }) };
    case 'request':
      return { call: askNow(action.ride) };
    case 'search':
    case 'unassign':
      return { call: post('ops', `/v1/rides/{${action.ride}}/${action.do}`, action.do === 'unassign' ? REASON : {}) };
    case 'cancel':
      return { call: post('ops', `/v1/rides/{${action.ride}}/cancel`, { reasonCode: 'DUPLICATE_BOOKING' }) };
    case 'assign':
      return { call: post('ops', `/v1/rides/{${action.ride}}/assign`, { driverId: `{${action.driver}}` }) };
    case 'reassign':
      return {
        call: post('ops', `/v1/rides/{${action.ride}}/reassign`, { driverId: `{${action.driver}}`, ...REASON }),
      };
    case 'withdraw':
      return { call: post(action.driver, `/v1/driver/rides/{${action.ride}}/withdraw`, REASON) };
    case 'depart':
      return { call: post(action.driver, `/v1/rides/{${action.ride}}/depart`) };
    case 'arrive':
      return { call: post(action.driver, `/v1/rides/{${action.ride}}/arrive`, { fix: atPickup('{now}') }) };
    case 'start': {
      const body = { code: `{${codeOf(action.ride)}}`, ...STARTING };
      return {
        before: [readCode(action.ride)],
        call: post(action.driver, `/v1/rides/{${action.ride}}/start`, body),
      };
    }
    case 'complete':
      return { call: post(action.driver, `/v1/rides/{${action.ride}}/complete`, TRIP) };
    case 'no-show':
      return { call: post(action.driver, `/v1/rides/{${action.ride}}/no-show`, REASON) };
    case 'let time pass':
      return { call: post('simulation', '/__sim/clock', { to: `{in ${PASSING_SECONDS} s}` }) };
    case 'accept':
    case 'decline': {
      const call = post(action.driver, `/v1/driver/offers/{${offerTo(action.driver)}}/${action.do}`);
      return { before: [readOffer(action.driver)], call };
    }
    case 'check out':
      return { call: post(action.driver, '/v1/driver/attendance/check-out', TAKINGS) };
    default:
      return { call: post(action.driver, DUTY_PATHS[action.do]) };
  }
}

const DUTY_PATHS = {
  'start break': '/v1/driver/attendance/breaks',
  'end break': '/v1/driver/attendance/breaks/end',
  'go online': '/v1/driver/go-online',
  'go offline': '/v1/driver/go-offline',
} as const;

function post(as: string, path: string, body: object = {}): Call {
  return { as, method: 'POST', path, body };
}
