import { DomainError } from '../errors/domain-error';
import { DEFAULT_IMAGE_LIMITS, type ImageContentType, type ImageLimits, inspectImage } from './image';
import { extensionOf } from './object-store';
import { outlineOfPdf } from './pdf';

export type DocumentFileType = ImageContentType | 'application/pdf';

/** Of a scan or a photograph; `maxPixels` is a picture's only. */
export const DEFAULT_DOCUMENT_LIMITS: ImageLimits = {
  maxBytes: 5 * 1024 * 1024,
  maxPixels: DEFAULT_IMAGE_LIMITS.maxPixels,
};

export interface DocumentFile {
  readonly contentType: DocumentFileType;
  /** Without a dot: jpg, png, webp, pdf. */
  readonly extension: string;
  /** What to keep: the picture or the document alone, without whatever was appended to it. */
  readonly bytes: Uint8Array;
}

/**
 * Judges the file of a document by its content, never by its name or by what the sender says it is: a picture as
 * `inspectImage` does, or a PDF in which nothing can be found that acts by itself. Neither is rendered.
 * @throws DomainError (invalid) document_file_too_large, unsupported_document_file, document_file_type_mismatch, damaged_pdf,
 * encrypted_pdf, active_pdf, pdf_too_complex, and for pictures what `inspectImage` throws.
 */
export function inspectDocumentFile(
  received: Uint8Array,
  declaredType: string,
  limits: ImageLimits = DEFAULT_DOCUMENT_LIMITS,
): DocumentFile {
  if (received.byteLength > limits.maxBytes) {
    throw new DomainError(
      'invalid',
      'document_file_too_large',
      `The file has ${received.byteLength} bytes; at most ${limits.maxBytes} are accepted.`,
      { bytes: received.byteLength, maxBytes: limits.maxBytes },
    );
  }
  const bytes = Buffer.from(received.buffer, received.byteOffset, received.byteLength);
  if (bytes.toString('latin1', 0, 5) !== '%PDF-') return pictureOf(bytes, declaredType, limits);
  if (declaredType.split(';')[0]!.trim().toLowerCase() !== 'application/pdf') {
    throw new DomainError(
      'invalid',
      'document_file_type_mismatch',
      'The content is application/pdf, but another type was declared for it.',
      { contentType: 'application/pdf' },
    );
  }
  return { contentType: 'application/pdf', extension: 'pdf', bytes: bytes.subarray(0, outlineOfPdf(bytes).end) };
}

function pictureOf(bytes: Buffer, declaredType: string, limits: ImageLimits): DocumentFile {
  try {
    const { contentType, bytes: picture } = inspectImage(bytes, declaredType, limits);
    return { contentType, extension: extensionOf(contentType)!, bytes: picture };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'unsupported_image') throw error;
    throw new DomainError(
      'invalid',
      'unsupported_document_file',
      'The content is not a JPEG, PNG or WebP image, nor a PDF.',
    );
  }
}
