import { Module } from '@nestjs/common';
import { ObjectStoreModule } from '../../platform/object-store/object-store.module';
import { VerificationSourceModule } from '../../platform/verification-source/verification-source.module';
import { AskSource } from './application/ask-source';
import { BeginStandings } from './application/begin-standings';
import { CheckWithSource } from './application/check-with-source.listener';
import { ConfigureDocumentSets } from './application/configure-document-sets';
import { DecideAboutDocument } from './application/decide-about-document';
import { JudgeDocuments } from './application/judge-documents.listener';
import { JudgeSubject } from './application/judge-subject';
import { LinkToFile } from './application/link-to-file';
import { ListDocumentSets } from './application/list-document-sets';
import { ListDocuments } from './application/list-documents';
import { ListStandings } from './application/list-standings';
import { ReadDocument } from './application/read-document';
import { RememberSubjects } from './application/remember-subjects.listener';
import { ReviewStandings } from './application/review-standings.listener';
import { ShowOwnDocuments } from './application/show-own-documents';
import { SubmitDocument } from './application/submit-document';
import { SubmitOwnDocument } from './application/submit-own-document';
import { UploadDocumentFile } from './application/upload-document-file';
import { VerifyInPlace } from './application/verify-in-place';
import { WatchExpiry } from './application/watch-expiry.listener';
import { DocumentSetsController } from './http/document-sets.controller';
import { DocumentsController } from './http/documents.controller';
import { OwnDocumentsController } from './http/own-documents.controller';
import { DocumentFiles } from './persistence/document-files';
import { DocumentSets } from './persistence/document-sets';
import { Documents } from './persistence/documents';
import { Standings } from './persistence/standings';
import { SubjectDirectory } from './projections/subject-directory';

@Module({
  imports: [ObjectStoreModule, VerificationSourceModule],
  controllers: [DocumentSetsController, DocumentsController, OwnDocumentsController],
  providers: [
    AskSource,
    BeginStandings,
    CheckWithSource,
    ConfigureDocumentSets,
    DecideAboutDocument,
    DocumentFiles,
    DocumentSets,
    Documents,
    JudgeDocuments,
    JudgeSubject,
    LinkToFile,
    ListDocumentSets,
    ListDocuments,
    ListStandings,
    ReadDocument,
    RememberSubjects,
    ReviewStandings,
    ShowOwnDocuments,
    Standings,
    SubjectDirectory,
    SubmitDocument,
    SubmitOwnDocument,
    UploadDocumentFile,
    VerifyInPlace,
    WatchExpiry,
  ],
})
export class VerificationModule {}
