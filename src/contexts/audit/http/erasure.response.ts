export class ErasureResponse {
  /** Under which the audit keeps that it was done. */
  erasureId: string;
}
