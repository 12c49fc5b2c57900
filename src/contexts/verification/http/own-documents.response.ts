import type { OwnDocuments } from '../application/show-own-documents';
import { DocumentPage } from './document.response';
import { WantedDocumentResponse } from './document-set.response';
import { StandingResponse } from './standing.response';

export class OwnDocumentsResponse extends DocumentPage {
  /** What the operator asks of him. */
  wanted: WantedDocumentResponse[];
  /** Whether he may work by them; null where he was registered before documents were asked for. */
  standing: StandingResponse | null;

  static ofOwn({ wanted, standing, documents }: OwnDocuments): OwnDocumentsResponse {
    return {
      wanted: wanted.map((one) => WantedDocumentResponse.of(one)),
      standing: standing && StandingResponse.of(standing),
      ...DocumentPage.of(documents),
    };
  }
}
