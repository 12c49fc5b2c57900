import { crc32, deflateSync } from 'node:zlib';
import { imageSize } from 'image-size';
import { DomainError } from '../errors/domain-error';
import { type Image, type ImageLimits, inspectImage } from './image';

const u16 = (n: number): Buffer => Buffer.from([n >> 8, n & 255]);
const u32 = (n: number): Buffer => Buffer.from([n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]);

function pngChunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  return Buffer.concat([u32(data.length), named, u32(crc32(named))]);
}
function png(width: number, height: number): Buffer {
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', Buffer.concat([u32(width), u32(height), Buffer.from([8, 0, 0, 0, 0])])),
    pngChunk('IDAT', deflateSync(Buffer.alloc(Math.min(height, 100) * (Math.min(width, 100) + 1)))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

const segment = (marker: number, data: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0xff, marker]), u16(data.length + 2), data]);
const frame = (width: number, height: number): Buffer =>
  segment(0xc0, Buffer.concat([Buffer.from([8]), u16(height), u16(width), Buffer.from([1, 1, 0x11, 0])]));
const scan = Buffer.concat([
  segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
  Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]),
]);
const START = Buffer.from([0xff, 0xd8]);
const END = Buffer.from([0xff, 0xd9]);
const JFIF = segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1'));
function jpeg(width: number, height: number): Buffer {
  return Buffer.concat([START, JFIF, segment(0xdb, Buffer.alloc(65, 1)), frame(width, height), scan, scan, END]);
}

// One white pixel each, as encoders write them.
const WEBP_LOSSY = Buffer.from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA', 'base64');
const WEBP_LOSSLESS = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');
const ZIP = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(40)]);

function refusal(bytes: Uint8Array, type: string, limits?: ImageLimits): string {
  try {
    inspectImage(bytes, type, limits);
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError);
    expect((error as DomainError).kind).toBe('invalid');
    return (error as DomainError).code;
  }
  return 'accepted';
}

describe('inspectImage', () => {
  it.each([
    ['a PNG', png(3, 5), 'image/png', 3, 5],
    ['a JPEG of two scans', jpeg(640, 480), 'image/jpeg', 640, 480],
    ['a JPEG that its sender calls jpg', jpeg(640, 480), 'IMAGE/JPG; charset=binary', 640, 480],
    ['a lossy WebP', WEBP_LOSSY, 'image/webp', 1, 1],
    ['a lossless WebP', WEBP_LOSSLESS, 'image/webp', 1, 1],
  ])('accepts %s', (_what, bytes, type, width, height) => {
    expect(inspectImage(bytes, type)).toMatchObject<Partial<Image>>({ width, height });
    expect(Buffer.from(inspectImage(bytes, type).bytes)).toEqual(bytes);
  });

  it('accepts padding before a marker, which the JPEG standard allows', () => {
    const padded = Buffer.concat([START, JFIF, frame(4, 4), scan, Buffer.from([0xff, 0xff]), END]);
    expect(inspectImage(padded, 'image/jpeg')).toMatchObject({ width: 4, height: 4 });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['three bytes', Buffer.from([0xff, 0xd8, 0xff])],
    ['text', Buffer.from('this is not a picture at all')],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['a drawing with scripts', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['a GIF', Buffer.from('GIF89a\x01\0\x01\0\0\0\0;\0\0\0', 'latin1')],
    ['a PDF with a JPEG inside', Buffer.concat([Buffer.from('%PDF-1.7\n'), jpeg(4, 4)])],
    ['an archive with a PNG inside', Buffer.concat([ZIP, png(4, 4)])],
    ['another RIFF file', Buffer.from('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0', 'latin1')],
  ])('does not support %s, whatever it is called', (_what, bytes) => {
    for (const type of ['image/jpeg', 'image/png', 'image/webp'])
      expect(refusal(bytes, type)).toBe('unsupported_image');
  });

  it.each([
    [png(4, 4), 'image/jpeg'],
    [jpeg(4, 4), 'image/png'],
    [WEBP_LOSSY, 'image/jpeg'],
    [png(4, 4), 'text/html'],
    [png(4, 4), ''],
  ])('wants the declared type to agree with the content', (bytes, type) => {
    expect(refusal(bytes, type)).toBe('image_type_mismatch');
  });

  it.each([
    ['PNG', png(4, 4), 'image/png'],
    ['JPEG', jpeg(4, 4), 'image/jpeg'],
    ['WebP', WEBP_LOSSLESS, 'image/webp'],
  ])('leaves out what is appended to a %s', (_what, bytes, type) => {
    const polyglot = Buffer.concat([bytes, ZIP, Buffer.from('<script>alert(1)</script>')]);
    expect(Buffer.from(inspectImage(polyglot, type).bytes)).toEqual(bytes);
  });

  it.each([
    ['PNG', png(4, 4), 'image/png'],
    ['JPEG', jpeg(4, 4), 'image/jpeg'],
    ['WebP', WEBP_LOSSY, 'image/webp'],
  ])('calls every truncation of a %s damaged', (_what, bytes, type) => {
    for (let length = 12; length < bytes.length; length++)
      expect(refusal(bytes.subarray(0, length), type)).toBe('damaged_image');
  });

  it.each([
    [
      'a PNG without pixels',
      Buffer.concat([png(4, 4).subarray(0, 33), pngChunk('IEND', Buffer.alloc(0))]),
      'image/png',
    ],
    ['a PNG of no width', png(0, 4), 'image/png'],
    ['a PNG with two headers', Buffer.concat([png(4, 4).subarray(0, 33), png(9_000, 9_000).subarray(8)]), 'image/png'],
    ['a JPEG without a frame', Buffer.concat([START, JFIF, scan, END]), 'image/jpeg'],
    ['a JPEG without pixels', Buffer.concat([START, JFIF, frame(4, 4), END]), 'image/jpeg'],
    ['a JPEG with two frames', Buffer.concat([START, JFIF, frame(4, 4), frame(4, 4), scan, END]), 'image/jpeg'],
    [
      'a JPEG with a reserved marker',
      Buffer.concat([START, segment(0x02, Buffer.alloc(4)), frame(4, 4), scan, END]),
      'image/jpeg',
    ],
    ['a WebP without pixels', Buffer.from('RIFF\x16\0\0\0WEBPEXIF\x0a\0\0\0..........', 'latin1'), 'image/webp'],
  ])('calls %s damaged', (_what, bytes, type) => {
    expect(refusal(bytes, type)).toBe('damaged_image');
  });

  it('is not fooled by padding that makes image-size read a small frame hidden in a comment', () => {
    // The padding shifts image-size by one byte: it takes the comment's marker and length (FE FF) for a length, and jumps
    // into the comment. A decoder finds the large frame behind it.
    const comment = Buffer.alloc(0xfffe - 2);
    frame(4, 4).copy(comment, 0xfeff - 3);
    const hidden = Buffer.concat([
      START,
      JFIF,
      Buffer.from([0xff]),
      segment(0xfe, comment),
      frame(60_000, 60_000),
      scan,
      END,
    ]);
    expect(imageSize(hidden)).toMatchObject({ width: 4, height: 4 });
    expect(refusal(hidden, 'image/jpeg')).toBe('damaged_image');
  });

  it.each([
    ['PNG', png(65_000, 65_000), 'image/png'],
    ['JPEG', jpeg(65_000, 65_000), 'image/jpeg'],
  ])('refuses a %s of few bytes that promises four thousand million pixels', (_what, bytes, type) => {
    expect(bytes.length).toBeLessThan(20_000);
    expect(refusal(bytes, type)).toBe('image_dimensions_too_large');
  });

  it('counts pixels and bytes up to the limit exactly', () => {
    const limits = { maxBytes: png(5, 5).length, maxPixels: 25 };
    expect(refusal(png(5, 5), 'image/png', limits)).toBe('accepted');
    expect(refusal(png(5, 6), 'image/png', { ...limits, maxBytes: 10_000 })).toBe('image_dimensions_too_large');
    expect(refusal(Buffer.concat([png(5, 5), Buffer.from([0])]), 'image/png', limits)).toBe('image_too_large');
  });

  it('refuses two mebibytes and one byte before looking at them', () => {
    expect(refusal(Buffer.alloc(2 * 1024 * 1024 + 1), 'image/png')).toBe('image_too_large');
  });

  it('survives every single flipped byte', () => {
    for (const [bytes, type] of [
      [png(4, 4), 'image/png'],
      [jpeg(4, 4), 'image/jpeg'],
      [WEBP_LOSSY, 'image/webp'],
    ] as const) {
      for (let at = 0; at < bytes.length; at++) {
        const flipped = Buffer.from(bytes);
        flipped[at] = flipped[at]! ^ 0xff;
        refusal(flipped, type);
      }
    }
  });
});
