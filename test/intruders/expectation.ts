import { permissionsOf } from '../../src/platform/auth/permissions';
import type { Described } from './api';
import type { Person } from './people';

/**
 * What must cover the place of the resource for staff to reach it.
 * - `anything`: the operation names nobody's resource, or one that all organizations share.
 * - `everybody`: of the organization, wherever in it and whoever he is.
 * - `himself`: no staff does, only the driver or rider whose own it is.
 * - `whole organization`: refused who is narrowed to fleets or hubs. `own organization`: the same, and it is the caller's own
 *   that is meant, wherever he is. `unnarrowed`: hidden from who is narrowed.
 * - `whole fleet`: hidden from who is narrowed to some of its hubs.
 */
export type Reach =
  | ('anything' | 'everybody' | 'himself' | 'organization' | 'whole organization' | 'own organization' | 'unnarrowed')
  | ('fleet' | 'whole fleet' | 'hub');

/** A status, and the code of the problem, if it is one. */
export type Refusal = readonly [status: number, code?: string];

/** What a call of one operation names, and whose that is: all that is said of an operation by hand. */
export interface Fixture {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Where drivers, riders and staff say different things. */
  readonly bodyOf?: (person: Person | null) => unknown;
  /** Of a body that is no JSON. */
  readonly contentType?: string;
  readonly reach: Reach;
  /** The driver, and the rider, whose own it is: of them no other reaches it, wherever he is. */
  readonly driverId?: string;
  readonly riderId?: string;
  /** It is about the caller himself, who must be one: a super admin has the permission and is none. */
  readonly aboutCaller?: 'driver' | 'rider';
  /** A super admin reaches it whatever organization he acts in. */
  readonly ofPlatform?: true;
  /** What the resource's state refuses who reaches it with, instead of the documented success. */
  readonly refuses?: Refusal | ((person: Person | null) => Refusal | undefined);
  /** How it is refused who does not reach it; not found, unless said otherwise. A list is only shown without it. */
  readonly hides?: Refusal | ((person: Person) => Refusal | undefined);
  /** Beside what the operation declares: what the caller names takes this permission too, or is refused under the code. */
  readonly alsoNeeds?: readonly [permission: string, code: string];
  /** Of a list: the id or text in the answer of who reaches it, and in no other's. The list itself is anyone's who has the permission. */
  readonly shows?: string;
}

export type Fixtures = Readonly<Record<string, Fixture>>;

export interface Expectation {
  readonly status: number;
  /** Undefined where any will do. */
  readonly code?: string;
  /** Whether what the fixture shows is in the answer; undefined where it shows nothing. */
  readonly shown?: boolean;
}

type Outcome = 'reached' | 'hidden' | 'outside scope';

/**
 * What the declared permission, the role's permissions and the caller's place call for. Nothing here asks the service.
 * @param person null: anonymous
 */
export function expectationOf(operation: Described, fixture: Fixture, person: Person | null): Expectation {
  const refused = typeof fixture.refuses === 'function' ? fixture.refuses(person) : fixture.refuses;
  const success = refused
    ? { status: refused[0], code: refused[1] }
    : { status: operation.status, ...(fixture.shows !== undefined && { shown: true }) };
  if (operation.permission === null) return success;
  if (person === null) return { status: 401, code: 'token_missing' };
  if (!permissionsOf(person.role).includes(operation.permission)) return { status: 403, code: 'permission_missing' };
  if (fixture.alsoNeeds && !permissionsOf(person.role).includes(fixture.alsoNeeds[0]))
    return { status: 403, code: fixture.alsoNeeds[1] };
  if (fixture.aboutCaller === 'driver' && person.driverId === null) return { status: 403, code: 'not_a_driver' };
  const outcome = outcomeOf(fixture, person);
  if (outcome === 'reached') return success;
  if (outcome === 'outside scope') return { status: 403, code: 'outside_scope' };
  const hidden = typeof fixture.hides === 'function' ? fixture.hides(person) : fixture.hides;
  if (hidden) return { status: hidden[0], code: hidden[1] };
  return fixture.shows !== undefined ? { status: operation.status, shown: false } : { status: 404 };
}

function outcomeOf({ reach, driverId, riderId, ofPlatform }: Fixture, person: Person): Outcome {
  const { role, place } = person;
  if (reach === 'anything' || (ofPlatform && role === 'super_admin')) return 'reached';
  if (reach === 'everybody') return place === 'other organization' ? 'hidden' : 'reached';
  if (reach === 'himself' && role !== 'driver' && role !== 'rider') return 'hidden';
  if (role === 'driver') return person.driverId === driverId ? 'reached' : 'hidden';
  if (role === 'rider') return person.userId === riderId ? 'reached' : 'hidden';
  if (isNarrowed(person)) {
    if (reach === 'whole organization' || reach === 'own organization') return 'outside scope';
    if (reach === 'unnarrowed') return 'hidden';
  }
  if (reach === 'own organization') return 'reached';
  if (place === 'other organization') return 'hidden';
  if (place === 'own' || role === 'super_admin' || reach === 'organization') return 'reached';
  // A hub is one of its fleet's.
  return place === 'other hub' && reach === 'fleet' ? 'reached' : 'hidden';
}

/** To some hubs. */
export function isOfHubs({ role, place }: Person): boolean {
  return role === 'hub_manager' || (place === 'other hub' && role !== 'super_admin');
}

/** To some fleets or hubs, by his role or by his membership. */
function isNarrowed({ role, place }: Person): boolean {
  if (role === 'super_admin') return false;
  return role === 'fleet_manager' || role === 'hub_manager' || place === 'other hub' || place === 'other fleet';
}
