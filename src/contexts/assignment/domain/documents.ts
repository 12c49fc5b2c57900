import { type DocumentStanding, NO_DOCUMENTS_WANTED, outlasts } from '../../../kernel/document-standing';
import type { Refusal } from './refusal';

/** Of a driver or a vehicle, as verification told it last. */
export interface Documents extends DocumentStanding {
  /** Those that lapse at `usableUntil`. */
  readonly lapses: readonly { readonly documentType: string; readonly expiresOn: string }[];
  /** What is wrong now, where it is not usable. */
  readonly problems: readonly { readonly documentType: string; readonly problem: string }[];
}

export const NO_DOCUMENTS: Documents = { ...NO_DOCUMENTS_WANTED, lapses: [], problems: [] };

/** Why work that ends at `until` would outlast what he must show, or it; null where it would not. */
export function documentsRefusal(whose: 'driver' | 'vehicle', documents: Documents, until: Date): Refusal | null {
  if (outlasts(documents, until)) return null;
  const { usableUntil, lapses, problems } = documents;
  const message = `${whose === 'driver' ? "The driver's" : "The vehicle's"} ${documentsInWords(documents)}, and this would end at ${until.toISOString()}.`;
  const details = { usableUntil: usableUntil?.toISOString() ?? null, lapses, problems };
  return { code: `${whose}_documents_lapse`, message, details };
}

/** `insurance is valid through 2026-11-30`; `permit is missing`. */
export function documentsInWords({ isUsable, lapses, problems }: Documents): string {
  const said = isUsable
    ? lapses.map(({ documentType, expiresOn }) => `${spelt(documentType)} is valid through ${expiresOn}`)
    : problems.map(({ documentType, problem }) => `${spelt(documentType)} is ${problem}`);
  return said.length > 0 ? said.join(' and ') : `documents are ${isUsable ? 'about to lapse' : 'not in order'}`;
}

function spelt(documentType: string): string {
  return documentType.replaceAll('_', ' ');
}
