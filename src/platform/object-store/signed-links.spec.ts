import { createHmac } from 'node:crypto';
import { DomainError } from '../errors/domain-error';
import { objectKey } from './object-store';
import { attachmentNamed, LINK_MINUTES, SignedLinks } from './signed-links';

const SECRET = 'a secret of the service, 32 characters';
const ORGANIZATION = '0198c2f0-0000-7000-8000-000000000001';
const KEY = objectKey('documents', ORGANIZATION, '0198c2f0-0000-7000-8000-00000000000a', 'application/pdf');
const HOLDER = {
  userId: '0198c2f0-0000-7000-8000-00000000000b',
  entity: 'document',
  entityId: '0198c2f0-0000-7000-8000-00000000000c',
};

describe('SignedLinks', () => {
  let now = 0;
  let links: SignedLinks;
  beforeEach(() => {
    now = Date.UTC(2026, 10, 21, 4, 30, 0, 500);
    links = new SignedLinks(SECRET, () => now);
  });
  const tokenOf = (fileName = 'Licence of Asha', key = KEY): string =>
    links.issue(key, fileName, HOLDER).path.slice('/v1/files/'.length);
  const refusal = (token: string): string => {
    try {
      links.open(token);
    } catch (error) {
      expect(error).toBeInstanceOf(DomainError);
      expect((error as DomainError).kind).toBe('not_found');
      return (error as DomainError).code;
    }
    return 'opened';
  };

  it('stands for one object, with its name and type, and for whom it was issued to', () => {
    expect(links.open(tokenOf())).toEqual({
      key: KEY,
      fileName: 'Licence of Asha.pdf',
      contentType: 'application/pdf',
      holder: HOLDER,
    });
  });

  it('is good for five minutes of wall time, to the millisecond', () => {
    const { path, expiresAt } = links.issue(KEY, 'x', HOLDER);
    const token = path.slice('/v1/files/'.length);
    expect(expiresAt.getTime() - now).toBeGreaterThanOrEqual(LINK_MINUTES * 60_000);
    expect(expiresAt.getTime() - now).toBeLessThan(LINK_MINUTES * 60_000 + 1_000);
    now = expiresAt.getTime() - 1;
    expect(refusal(token)).toBe('opened');
    now = expiresAt.getTime();
    expect(refusal(token)).toBe('file_link_expired');
  });

  it('opens neither altered in any one place, nor cut, nor lengthened', () => {
    const token = tokenOf();
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(refusal(token.slice(0, at) + other + token.slice(at + 1))).toBe('file_link_not_found');
      expect(refusal(token.slice(0, at))).toBe('file_link_not_found');
    }
    for (const more of ['A', '=', '.', '.A', '%00']) expect(refusal(token + more)).toBe('file_link_not_found');
  });

  it.each(['', '.', '..', '../../etc/passwd', 'e30', 'e30.', '.e30', 'a.b.c', 'null', '%2e%2e%2f'])(
    'takes %j for no link',
    (token) => {
      expect(refusal(token)).toBe('file_link_not_found');
    },
  );

  it('has a key of its own: the secret itself seals no link, nor does another service’s', () => {
    const [content] = tokenOf().split('.') as [string];
    for (const key of [SECRET, Buffer.from(SECRET)])
      expect(refusal(`${content}.${createHmac('sha256', key).update(content).digest('base64url')}`)).toBe(
        'file_link_not_found',
      );
    expect(
      refusal(new SignedLinks(`${SECRET}!`, () => now).issue(KEY, 'x', HOLDER).path.slice('/v1/files/'.length)),
    ).toBe('file_link_not_found');
  });

  it.each(['', '../../etc/passwd', `documents/../${ORGANIZATION}/x.pdf`, `${KEY}\n`, KEY.replace('.pdf', '.html')])(
    'is not issued for the key %j',
    (key) => {
      expect(() => links.issue(key, 'x', HOLDER)).toThrow('is not the key of an object');
    },
  );

  it.each([
    ['../../etc/passwd', 'etc-passwd.pdf'],
    ['a\r\nSet-Cookie: session=1\r\n\r\n<script>', 'a Set-Cookie- session-1 -script.pdf'],
    ['licence"; filename="evil.exe', 'licence- filename-evil-exe.pdf'],
    ['\u202Eexe.fdp', 'exe-fdp.pdf'],
    ['लाइसेंस आशा', 'लाइसेंस आशा.pdf'],
    ['\0\u0007', 'document.pdf'],
    ['..', 'document.pdf'],
    ['', 'document.pdf'],
  ])('calls the file %j safely', (given, expected) => {
    const { fileName } = links.open(tokenOf(given));
    expect(fileName).toBe(expected);
    const header = attachmentNamed(fileName);
    expect(header).toMatch(/^attachment; filename="[A-Za-z0-9 ()._-]+"; filename\*=UTF-8''[A-Za-z0-9%._~-]+$/);
    expect(decodeURIComponent(header.slice(header.indexOf("''") + 2))).toBe(expected);
  });

  it('stays short enough for a path, whatever the file is called', () => {
    const longest = objectKey('a-kind-of-the-longest-permitted', ORGANIZATION, KEY.slice(-40, -4), 'image/webp');
    const token = tokenOf('🚕'.repeat(10) + 'अ'.repeat(1_000), longest);
    expect(token.length).toBeLessThanOrEqual(512);
    expect(refusal(token)).toBe('opened');
  });
});
