import { imageSize } from 'image-size';
import { DomainError } from '../errors/domain-error';

export type ImageContentType = 'image/jpeg' | 'image/png' | 'image/webp';

export interface ImageLimits {
  /** Bytes as received. */
  readonly maxBytes: number;
  /** Width times height: a few bytes can promise a picture that fills a viewer's memory. */
  readonly maxPixels: number;
}

export const DEFAULT_IMAGE_LIMITS: ImageLimits = { maxBytes: 2 * 1024 * 1024, maxPixels: 25_000_000 };

export interface Image {
  readonly contentType: ImageContentType;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** The picture alone: whatever was appended to it (an archive, a script, a phone's motion clip) is left out. */
  readonly bytes: Uint8Array;
}

interface Format {
  readonly contentType: ImageContentType;
  readonly type: string;
  readonly begins: (bytes: Buffer) => boolean;
  /** @throws when the structure does not hold. */
  readonly outline: (bytes: Buffer) => Outline;
}

interface Outline {
  /** Where the picture ends and anything appended begins. */
  readonly end: number;
  /** Where the format's own header says it: the second reading that `image-size` must agree with. */
  readonly measures?: { readonly width: number; readonly height: number };
}

const FORMATS: readonly Format[] = [
  { contentType: 'image/jpeg', type: 'jpg', begins: (b) => b.readUIntBE(0, 3) === 0xffd8ff, outline: outlineOfJpeg },
  {
    contentType: 'image/png',
    type: 'png',
    begins: (b) => b.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n',
    outline: outlineOfPng,
  },
  {
    contentType: 'image/webp',
    type: 'webp',
    begins: (b) => b.toString('latin1', 0, 4) === 'RIFF' && b.toString('latin1', 8, 12) === 'WEBP',
    outline: outlineOfWebp,
  },
];

/**
 * Judges an uploaded picture by its content, never by its name or by what the sender says it is. Nothing is decoded.
 * @param declaredType the Content-Type the sender gave; it must agree with the content.
 * @throws DomainError (invalid) image_too_large, unsupported_image, image_type_mismatch, damaged_image,
 * image_dimensions_too_large.
 */
export function inspectImage(
  received: Uint8Array,
  declaredType: string,
  limits: ImageLimits = DEFAULT_IMAGE_LIMITS,
): Image {
  if (received.byteLength > limits.maxBytes) {
    throw new DomainError(
      'invalid',
      'image_too_large',
      `The image has ${received.byteLength} bytes; at most ${limits.maxBytes} are accepted.`,
      {
        bytes: received.byteLength,
        maxBytes: limits.maxBytes,
      },
    );
  }
  const bytes = Buffer.from(received.buffer, received.byteOffset, received.byteLength);
  const format = bytes.length < 12 ? undefined : FORMATS.find(({ begins }) => begins(bytes));
  if (!format) throw new DomainError('invalid', 'unsupported_image', 'The content is not a JPEG, PNG or WebP image.');
  if (normalise(declaredType) !== format.contentType) {
    throw new DomainError(
      'invalid',
      'image_type_mismatch',
      `The content is ${format.contentType}, but another type was declared for it.`,
      {
        contentType: format.contentType,
      },
    );
  }

  const { picture, width, height } = read(bytes, format);
  if (width * height > limits.maxPixels) {
    throw new DomainError(
      'invalid',
      'image_dimensions_too_large',
      `The image measures ${width} × ${height} pixels; at most ${limits.maxPixels} pixels are accepted.`,
      { width, height, maxPixels: limits.maxPixels },
    );
  }
  return { contentType: format.contentType, width, height, bytes: picture };
}

function normalise(contentType: string): string {
  const bare = contentType.split(';')[0]!.trim().toLowerCase();
  return bare === 'image/jpg' ? 'image/jpeg' : bare;
}

function read(bytes: Buffer, format: Format): { picture: Buffer; width: number; height: number } {
  let outline: Outline;
  let picture: Buffer;
  let size: { width: number; height: number; type?: string };
  try {
    outline = format.outline(bytes);
    picture = bytes.subarray(0, outline.end);
    size = imageSize(picture);
  } catch {
    // Nothing but the bytes goes in, so whatever comes out (a read past the end, mostly) is the fault of the bytes.
    throw damaged();
  }
  const { width, height } = size;
  if (size.type !== format.type || !(width > 0 && height > 0)) throw damaged();
  // Where two readers see two sizes, a viewer may see a third.
  const { measures } = outline;
  if (measures && (measures.width !== width || measures.height !== height)) throw damaged();
  return { picture, width, height };
}

function damaged(): DomainError {
  return new DomainError('invalid', 'damaged_image', 'The image is damaged or incomplete.');
}

/** Chunks of length, name, data and checksum, from IHDR to IEND. */
function outlineOfPng(bytes: Buffer): Outline {
  let hasPixels = false;
  for (let at = 8; ;) {
    const length = bytes.readUInt32BE(at);
    const name = bytes.toString('latin1', at + 4, at + 8);
    const next = at + 12 + length;
    if (next > bytes.length || (at === 8) !== (name === 'IHDR') || (at === 8 && length !== 13)) throw damaged();
    if (name === 'IDAT') hasPixels = true;
    if (name === 'IEND') {
      if (!hasPixels) throw damaged();
      return { end: next, measures: { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) } };
    }
    at = next;
  }
}

/** One RIFF container that says its own length, of chunks padded to an even one. */
function outlineOfWebp(bytes: Buffer): Outline {
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length) throw damaged();
  let hasPixels = false;
  for (let at = 12; at < end;) {
    const name = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    at += 8 + length;
    if (at > end) throw damaged();
    if (length % 2 === 1) at += 1;
    if (name === 'VP8 ' || name === 'VP8L' || name === 'ANMF') hasPixels = true;
  }
  if (!hasPixels) throw damaged();
  return { end };
}

/**
 * Segments up to each scan, then the scan's coded data (in which FF is followed by 00 or a restart marker), until the end
 * marker. A second frame header is damage: readers could disagree about which one counts.
 */
function outlineOfJpeg(bytes: Buffer): Outline {
  let measures: Outline['measures'];
  let hasPixels = false;
  for (let at = 2; ;) {
    if (bytes.readUInt8(at) !== 0xff) throw damaged();
    while (bytes.readUInt8(at + 1) === 0xff) at += 1;
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xd9) {
      if (!hasPixels || !measures) throw damaged();
      return { end: at + 2, measures };
    }
    const length = bytes.readUInt16BE(at + 2);
    if (marker < 0xc0 || length < 2) throw damaged();
    if (isFrameHeader(marker)) {
      if (measures) throw damaged();
      measures = { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    }
    at += 2 + length;
    if (marker === 0xda) {
      hasPixels = true;
      at = afterCodedData(bytes, at);
    }
  }
}

function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function afterCodedData(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const following = bytes.readUInt8(at + 1);
    if (following !== 0x00 && !(following >= 0xd0 && following <= 0xd7)) return at;
  }
  throw damaged();
}
