import type { FoundItem } from '../domain/found-item';

export class FoundItemResponse {
  id: string;
  rideId: string;
  /** @example 'A black umbrella, on the back seat' */
  description: string;
  foundAt: string;
  handedBackAt: string | null;

  static of({ id, rideId, description, foundAt, handedBackAt }: FoundItem): FoundItemResponse {
    const times = { foundAt: foundAt.toISOString(), handedBackAt: handedBackAt?.toISOString() ?? null };
    return { id, rideId, description, ...times };
  }
}
