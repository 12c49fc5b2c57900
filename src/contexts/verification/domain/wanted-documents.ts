import type { FuelType } from '../../fleet/contracts/fleet-events';
import type { DocumentSubject } from '../contracts/verification-events';
import type { DocumentType } from './document-types';

export const FUEL_TYPES: readonly FuelType[] = ['ELECTRIC', 'CNG', 'PETROL', 'DIESEL', 'HYBRID'];
/** In the place of a city: every other. */
export const EVERY_CITY = '*';

export interface WantedDocument {
  readonly documentType: DocumentType;
  /** Whether nobody works without it. */
  readonly gatesDuty: boolean;
}

/** What a set is for: a kind of subject in a city, and of vehicles those of one fuel. */
export interface SetPlace {
  readonly subjectType: DocumentSubject;
  readonly city: string;
  /** Null: every other, and of all that is no vehicle. */
  readonly fuelType: FuelType | null;
}

export interface WantedSet extends SetPlace {
  readonly documents: readonly WantedDocument[];
}

/** Whom or what documents are asked of. */
export interface Asked {
  readonly subjectType: DocumentSubject;
  /** Null where no fleet says it. */
  readonly city: string | null;
  readonly fuelType: FuelType | null;
}

const gating = (...types: DocumentType[]): WantedDocument[] =>
  types.map((documentType) => ({ documentType, gatesDuty: true }));

const OF_EVERY_VEHICLE = gating('registration_certificate', 'insurance', 'fitness');

/** docs/rules-of-the-road.md, until the operator says otherwise: an electric vehicle needs no PUC, and is exempt from the permit. */
export const DEFAULT_SETS: readonly WantedSet[] = [
  {
    subjectType: 'driver',
    city: EVERY_CITY,
    fuelType: null,
    documents: gating('driving_licence', 'pan', 'aadhaar', 'police_verification', 'bank_account'),
  },
  { subjectType: 'vehicle', city: EVERY_CITY, fuelType: 'ELECTRIC', documents: OF_EVERY_VEHICLE },
  {
    subjectType: 'vehicle',
    city: EVERY_CITY,
    fuelType: null,
    documents: [...OF_EVERY_VEHICLE, ...gating('permit', 'puc')],
  },
  { subjectType: 'fleet', city: EVERY_CITY, fuelType: null, documents: [] },
  { subjectType: 'organization', city: EVERY_CITY, fuelType: null, documents: [] },
  { subjectType: 'user', city: EVERY_CITY, fuelType: null, documents: [] },
];

/**
 * What is wanted of the subject. Of the operator's sets the one for its city comes before the one for every other, and within
 * a city the one for its fuel before the one for every other; the default only where the operator has none that fits.
 */
export function wantedOf(asked: Asked, configured: readonly WantedSet[]): readonly WantedDocument[] {
  const found = mostFitting(asked, configured) ?? mostFitting(asked, DEFAULT_SETS);
  return found?.documents ?? [];
}

export function isSamePlace(a: SetPlace, b: SetPlace): boolean {
  return a.subjectType === b.subjectType && a.fuelType === b.fuelType && sameCity(a.city, b.city);
}

function mostFitting({ subjectType, city, fuelType }: Asked, sets: readonly WantedSet[]): WantedSet | undefined {
  const fitting = sets.filter(
    (set) =>
      set.subjectType === subjectType &&
      (set.city === EVERY_CITY || (city !== null && sameCity(set.city, city))) &&
      (set.fuelType === null || set.fuelType === fuelType),
  );
  const rank = (set: WantedSet): number => (set.city === EVERY_CITY ? 0 : 2) + (set.fuelType === null ? 0 : 1);
  return fitting.reduce<WantedSet | undefined>(
    (best, set) => (best && rank(best) >= rank(set) ? best : set),
    undefined,
  );
}

function sameCity(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
