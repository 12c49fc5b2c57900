import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { Matches } from 'class-validator';
import { analyse } from 'scslre';
import * as ts from 'typescript';
import { v7 as uuidv7 } from 'uuid';
import { contexts } from '../../src/contexts';
import { Public } from '../../src/platform/auth/access.decorators';
import { readSources } from '../architecture/source-tree';
import { TestApplication, type TestCaller } from '../support/application';
import { examplePath, jsonExamples, oneTextEach } from './bodies';

class PlantedRequest {
  @Matches(/^\S|\s+$/)
  text: string;
}

@Controller('fixture/planted')
class PlantedController {
  @Post()
  @Public()
  @HttpCode(200)
  read(@Body() { text }: PlantedRequest) {
    return { length: text.length };
  }
}

/** A field whose expression costs the square of what it reads. */
@Module({ controllers: [PlantedController] })
class PlantedModule {}

/** Whose time grows faster than what they read, and why that is harmless: what they read is short, or nobody's but ours. */
const READS_LITTLE: Readonly<Record<string, string>> = {
  '/\\B(?=(\\d{2})+$)/g': 'the digits of an amount: sixteen at most',
  '/\\s*-c role=\\S+/g': 'the database URL of the configuration',
  '/\\s*\\n\\s*/g': 'our own comments, when the document is built',
  '/^[ -]+|[ -]+$/g': 'a file name that was cut to a hundred characters',
  '/\\/+$/': 'a URL of the configuration',
  '/[.:\\s]+$/': 'a reason: five hundred characters at most',
};

const literals = [...found()].sort();

describe('regular expressions', () => {
  it('are found, and none is put together while the service runs', () => {
    expect(literals.length).toBeGreaterThan(80);
    const composed = Object.entries(sources()).filter(([, text]) => /new RegExp\(/.test(text));
    // When their files are loaded, of parts of fixed length; what the first reads at each place is at most 45 signs.
    const atLoading = ['src/kernel/aadhaar.ts', 'src/platform/object-store/object-store.ts'];
    expect(composed.map(([path]) => path).sort()).toEqual(atLoading);
  });

  it('take time in proportion to what they read', () => {
    expect(literals.filter(isSlow)).toEqual(Object.keys(READS_LITTLE).sort());
  });

  it.each(['/^(a+)+$/', '/\\s+$/', '/^(\\w+\\s?)*$/', '/a.*a.*b$/', '/x*x*$/'])(
    'would be seen to take longer: %s',
    (planted) => {
      expect(isSlow(planted)).toBe(true);
    },
  );
});

/** Bytes of each text that is sent: a fifth of the largest body. */
const LONG = 50_000;
/** What is shorter costs little even when it is gone over again at each of its places. */
const SHORT = 1_000;
/** The call was turned away before its fields were read: nothing was looked at. */
const UNREAD = ['token_missing', 'permission_missing', 'rate_limited', 'body_too_large', 'malformed_json'];

describe('a text that is long', () => {
  let application: TestApplication;
  let anybody: TestCaller;
  /** Ours and the libraries': each expression that was put to a long text. */
  let put: Set<string>;
  const { exec } = RegExp.prototype;

  beforeAll(async () => {
    contexts.push(PlantedModule);
    application = await TestApplication.start();
    anybody = await application.actAs({ driverId: uuidv7() });
    // `test`, `match`, `replace`, `search` and `split` all come by here.
    RegExp.prototype.exec = function (text) {
      if (String(text).length >= SHORT) put.add(String(this));
      return exec.call(this, text);
    };
  });
  beforeEach(() => {
    put = new Set();
  });
  afterAll(async () => {
    RegExp.prototype.exec = exec;
    contexts.splice(contexts.indexOf(PlantedModule), 1);
    await application?.stop();
  });

  /** The beginnings of what fields accept, going on and on, and what makes the end not fit. */
  const NASTY = [' ', '1-', 'a.', '+91 ', 'DL1\u200b'].map(
    (part) => `${part.repeat(Math.ceil(LONG / Buffer.byteLength(part)))}\u0000!`,
  );

  it('is put to no expression that could look at it again and again, in any field of any body', async () => {
    const unread: string[] = [];
    for (const { operation, example } of jsonExamples()) {
      const path = examplePath(operation);
      for (const [number, nasty] of NASTY.entries())
        for (const [place, body] of oneTextEach(example, nasty).entries()) {
          const { status, body: problem } = await anybody.call(operation.method, path, body);
          if (status < 400 || status >= 500 || UNREAD.includes(problem.code as string))
            unread.push(`${operation.place}, text ${number} at ${place}: ${status} ${problem.code}`);
        }
    }
    expect(unread).toEqual([]);
    expect(put.size).toBeGreaterThan(10);
    expect([...put].filter(isSlow)).toEqual([]);
  });

  it('would be seen in a field where it is', async () => {
    expect((await anybody.call('POST', '/fixture/planted', { text: NASTY[0] })).status).toBe(400);
    expect([...put].filter(isSlow)).toEqual(['/^\\S|\\s+$/']);
  });
});

/** Some text makes it look again at what it has read. */
function isSlow(literal: string): boolean {
  const [, source, flags] = /^\/(.*)\/(\w*)$/s.exec(literal)!;
  return analyse({ source: source!, flags: flags! }).reports.length > 0;
}

function sources(): Record<string, string> {
  return Object.fromEntries(Object.entries(readSources('src')).filter(([path]) => !path.endsWith('.spec.ts')));
}

function found(): Set<string> {
  const texts = new Set<string>();
  for (const [path, text] of Object.entries(sources())) {
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) texts.add(node.text);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  }
  return texts;
}
