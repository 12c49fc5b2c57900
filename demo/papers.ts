import { FLEET_TIME_ZONE, localDate } from '../src/kernel/local-day';
import { sideBySide } from './agenda';
import type { Phone } from './phone';

const DOCUMENT = 'police_verification';
const LASTS_TO = '2030-01-31';

/** Of whom the verification ends with the day that is played. */
export interface Lapsing {
  readonly driverId: string;
  readonly documentId: string;
}

/** What this operator wants to see, beside the licence that each driver is registered with. */
export async function wantPapers(operator: Phone): Promise<void> {
  await operator.client.api['/v1/document-sets'].PUT({
    body: {
      sets: [
        { subjectType: 'driver', city: '*', documents: [{ documentType: DOCUMENT, gatesDuty: true }] },
        { subjectType: 'vehicle', city: '*', documents: [] },
      ],
    },
  });
}

/** Everybody's is shown and verified; that of the one named ends with the day. */
export async function verifyPapers(
  operator: Phone,
  driverIds: readonly string[],
  lapsing: string,
  day: Date,
): Promise<Lapsing> {
  const api = operator.client.api;
  let documentId = '';
  await sideBySide(
    driverIds.map((subjectId) => async () => {
      const expiresOn = subjectId === lapsing ? localDate(day, FLEET_TIME_ZONE) : LASTS_TO;
      const { data } = await api['/v1/documents'].POST({
        body: { subjectType: 'driver', subjectId, documentType: DOCUMENT, expiresOn },
      });
      await api['/v1/documents/{id}/verify'].POST({ params: { path: { id: data!.id } } });
      if (subjectId === lapsing) documentId = data!.id;
    }),
  );
  return { driverId: lapsing, documentId };
}

/** What must be true once its last day is over: a sentence for each thing that is not. */
export async function papersViolations(operator: Phone, { driverId, documentId }: Lapsing): Promise<string[]> {
  const api = operator.client.api;
  const { data: document } = await api['/v1/documents/{id}'].GET({ params: { path: { id: documentId } } });
  const { data: standings } = await api['/v1/documents/standings'].GET({
    params: { query: { subjectType: 'driver', isUsable: false, limit: 200 } },
  });
  const unusable = standings!.items.map(({ subjectId }) => subjectId);
  return [
    ...(document!.status === 'EXPIRED' ? [] : [`The document that lapsed at midnight is ${document!.status}.`]),
    ...(unusable.length === 1 && unusable[0] === driverId
      ? []
      : [`${unusable.length} drivers may not work by their papers, instead of the one whose lapsed.`]),
  ];
}
