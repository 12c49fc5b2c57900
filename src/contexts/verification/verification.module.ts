import { Module } from '@nestjs/common';
import { ObjectStoreModule } from '../../platform/object-store/object-store.module';
import { VerificationSourceModule } from '../../platform/verification-source/verification-source.module';
import { AskSource } from './application/ask-source';
import { BeginStandings } from './application/begin-standings';
import { CheckWithSource } from './application/check-with-source.listener';
import { CompareWithSubject } from './application/compare-with-subject';
import { ConfigureDocumentSets } from './application/configure-document-sets';
import { DecideAboutDocument } from './application/decide-about-document';
import { FollowSubject } from './application/follow-subject';
import { ForgetFiles } from './application/forget-files.job';
import { JudgeDocuments } from './application/judge-documents.listener';
import { JudgeSubject } from './application/judge-subject';
import { LinkToFile } from './application/link-to-file';
import { ListDocumentSets } from './application/list-document-sets';
import { ListDocuments } from './application/list-documents';
import { ListLapsing } from './application/list-lapsing';
import { ListStandings } from './application/list-standings';
import { ReadDocument } from './application/read-document';
import { ReleaseDocuments } from './application/release-documents.listener';
import { RememberDescribed } from './application/remember-described.listener';
import { RememberSubjects } from './application/remember-subjects.listener';
import { RestoreEarlier } from './application/restore-earlier';
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
import { LapsingDocuments } from './persistence/lapsing-documents';
import { Standings } from './persistence/standings';
import { SubjectDirectory } from './projections/subject-directory';

@Module({
  imports: [ObjectStoreModule, VerificationSourceModule],
  controllers: [DocumentSetsController, DocumentsController, OwnDocumentsController],
  providers: [
    AskSource,
    BeginStandings,
    CheckWithSource,
    CompareWithSubject,
    ConfigureDocumentSets,
    DecideAboutDocument,
    DocumentFiles,
    DocumentSets,
    Documents,
    FollowSubject,
    ForgetFiles,
    JudgeDocuments,
    JudgeSubject,
    LinkToFile,
    ListDocumentSets,
    ListDocuments,
    LapsingDocuments,
    ListLapsing,
    ListStandings,
    ReadDocument,
    ReleaseDocuments,
    RememberDescribed,
    RememberSubjects,
    RestoreEarlier,
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
