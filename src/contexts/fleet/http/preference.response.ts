import { ApiProperty } from '@nestjs/swagger';
import type { Page } from '../../../platform/http/page';
import type { PreferenceValue } from '../contracts/fleet-events';
import type { PreferenceCategory, PreferenceKind, PreferenceTerms } from '../domain/preference-definition';
import type { PreferenceRequest, PreferenceRequestStatus } from '../domain/preference-request';

const ONE_OF = [{ type: 'boolean' }, { type: 'integer' }, { type: 'string' }];

export class PreferenceResponse {
  /** @example airport_rides */
  key: string;
  /** @example 'Airport rides' */
  name: string;
  /** @example 'Whether rides to and from an airport are offered to the driver.' */
  description: string;
  category: PreferenceCategory;
  kind: PreferenceKind;
  /**
   * Of a CHOICE.
   * @example ["MONDAY", "FRIDAY"]
   */
  choices: string[] | null;
  /**
   * Of a NUMBER.
   * @example 5000
   */
  minimum: number | null;
  /** @example 2000000 */
  maximum: number | null;
  @ApiProperty({ oneOf: ONE_OF, example: true })
  defaultValue: PreferenceValue;
  /** @example true */
  approvalRequired: boolean;
  /** @example true */
  active: boolean;

  static of(terms: PreferenceTerms): PreferenceResponse {
    const { key, name, description, category, kind, choices, minimum, maximum } = terms;
    const { defaultValue, approvalRequired, active } = terms;
    const range = { choices: choices && [...choices], minimum, maximum };
    return { key, name, description, category, kind, ...range, defaultValue, approvalRequired, active };
  }
}

export class PreferenceList {
  items: PreferenceResponse[];

  static of(definitions: readonly PreferenceTerms[]): PreferenceList {
    return { items: definitions.map((terms) => PreferenceResponse.of(terms)) };
  }
}

export class HeldPreferencesResponse {
  /** By key, of every preference that is active: what was approved, else the default. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { oneOf: ONE_OF },
    example: { airport_rides: false, longest_trip_metres: 2000000 },
  })
  preferences: Record<string, PreferenceValue>;

  static of(preferences: Record<string, PreferenceValue>): HeldPreferencesResponse {
    return { preferences };
  }
}

export class PreferenceRequestResponse {
  id: string;
  driverId: string;
  /** @example airport_rides */
  key: string;
  @ApiProperty({ oneOf: ONE_OF, example: false })
  value: PreferenceValue;
  /** What held when he asked. */
  @ApiProperty({ oneOf: ONE_OF, example: true })
  previous: PreferenceValue;
  status: PreferenceRequestStatus;
  askedAt: string;
  decidedAt: string | null;
  /**
   * The user who decided; null where nobody has, or where it held at once.
   * @example 019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7d
   */
  decidedBy: string | null;
  reason: string | null;

  static of(request: PreferenceRequest): PreferenceRequestResponse {
    const { id, driverId, key, value, previous, status, askedAt, decidedAt, decidedBy, reason } = request;
    const times = { askedAt: askedAt.toISOString(), decidedAt: decidedAt?.toISOString() ?? null };
    return { id, driverId, key, value, previous, status, ...times, decidedBy, reason };
  }
}

export class PreferenceRequestPage {
  items: PreferenceRequestResponse[];
  /** Give it as `after` for the rows that follow; null on the last page. */
  next: string | null;

  static of({ items, next }: Page<PreferenceRequest>): PreferenceRequestPage {
    return { items: items.map((request) => PreferenceRequestResponse.of(request)), next };
  }
}
