/**
 * Plays calls over HTTP, some of them at once, and remembers what later ones need. It imports nothing: its text goes into the
 * scripts that reproduce what the campaign found, so that both play alike.
 */

/** `{name}` in path and body stands for what was kept under that name, `{+40}` for the story's begin and 40 minutes. */
export interface Call {
  readonly as: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  /** A string is a picture, in base64. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Names, and the member of the answer that is kept under each; where the call is refused, nothing is. */
  readonly keep?: Readonly<Record<string, string>>;
}

/** Somebody's first call: by the code that is texted to him. */
export interface Login {
  readonly logIn: string;
}

/** What is done together with others, and what its caller does right before, for himself. */
export interface Step {
  readonly label: string;
  readonly before: readonly Call[];
  readonly call: Call;
  /** Behind the first of those it is done with; null: not before these are answered. */
  readonly afterMs: number | null;
}

export interface Answered {
  readonly status: number;
  /** Of a refusal. */
  readonly code: string | null;
  readonly body: unknown;
  /** When it was sent and answered, in milliseconds of one clock. */
  readonly from: number;
  readonly until: number;
}

/** A service whose clock is stepped, with the inbox that it texts to. */
export interface Stage {
  readonly url: string;
  readonly smsUrl: string;
  readonly simulationToken: string;
}

export class Player {
  private readonly kept = new Map<string, string>();
  private readonly tokens = new Map<string, string>();
  private begin = 0;

  /** @param phones of those who have one already; everybody else is given a number that nobody has */
  constructor(
    private readonly stage: Stage,
    phones: Readonly<Record<string, string>>,
  ) {
    for (const [name, phone] of Object.entries(phones)) this.kept.set(`phone of ${name}`, phone);
  }

  /** Another story of the same people, such as an admin who is logged in. */
  fork(): Player {
    const other = new Player(this.stage, {});
    for (const [name, token] of this.tokens) other.tokens.set(name, token);
    return other;
  }

  async play(story: readonly (Call | Login)[]): Promise<void> {
    this.begin = Date.parse(await this.now());
    for (const one of story) {
      if ('logIn' in one) await this.logIn(one.logIn);
      else await this.must(one);
    }
  }

  /** At once, but for the time by which each follows; null: what it needed was not there, and it was not done. */
  async together(steps: readonly Step[]): Promise<(Answered | null)[]> {
    const ready: boolean[] = [];
    for (const { before, call } of steps) {
      for (const one of before) await this.call(one);
      ready.push(this.isComplete(call));
    }
    const send = async ({ call, afterMs }: Step, n: number): Promise<Answered | null> => {
      if (!ready[n]) return null;
      if (afterMs) await new Promise((resolve) => setTimeout(resolve, afterMs));
      return this.call(call);
    };
    const atOnce = steps.map((step, n) => (step.afterMs === null ? null : send(step, n)));
    await Promise.all(atOnce.filter((one) => one !== null));
    return Promise.all(steps.map((step, n) => atOnce[n] ?? send(step, n)));
  }

  /** Whatever is due has been done when this returns. */
  async settle(): Promise<void> {
    await this.must({ as: 'simulation', method: 'POST', path: '/__sim/clock', body: { to: await this.now() } });
  }

  /** @throws Error where it is refused */
  async must(call: Call): Promise<unknown> {
    // Codes are sent to so many a minute of one address, and several stories log their people in from here.
    for (let waits = 15; ; waits--) {
      const { status, body } = await this.call(call);
      if (status < 300) return body;
      if (status !== 429 || waits === 0) {
        throw new Error(`${call.as}: ${call.method} ${call.path} was answered ${status}: ${JSON.stringify(body)}`);
      }
      await new Promise((passed) => setTimeout(passed, 5_000));
    }
  }

  async call(call: Call): Promise<Answered> {
    const { as, method, path, body, keep = {} } = call;
    const whole = await this.filled(JSON.stringify({ path, body, headers: call.headers ?? {} }));
    const {
      path: filledPath,
      body: content,
      headers,
    } = JSON.parse(whole) as Required<Pick<Call, 'path' | 'body' | 'headers'>>;
    const isPicture = typeof content === 'string';
    const token = as === 'simulation' ? this.stage.simulationToken : this.tokens.get(as);
    const from = performance.now();
    const answer = await fetch(this.stage.url + filledPath, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(content !== undefined && { 'content-type': isPicture ? 'image/png' : 'application/json' }),
        ...headers,
      },
      body: isPicture
        ? Uint8Array.from(atob(content), (one) => one.charCodeAt(0))
        : content === undefined
          ? undefined
          : JSON.stringify(content),
    });
    const text = await answer.text();
    const said = (text === '' ? null : JSON.parse(text)) as Record<string, unknown> | null;
    if (answer.ok) for (const [name, member] of Object.entries(keep)) this.keep(name, memberOf(said, member));
    const code = answer.ok ? null : String(said?.code);
    return { status: answer.status, code, body: said, from, until: performance.now() };
  }

  /** What is kept under a name; the same, where nothing is. */
  idOf(name: string): string {
    return this.kept.get(name) ?? name;
  }

  /** Under which of these names this is kept; null: under none. */
  nameOf(id: string, names: readonly string[]): string | null {
    return names.find((name) => this.kept.get(name) === id) ?? null;
  }

  private keep(name: string, value: unknown): void {
    if (typeof value === 'string') this.kept.set(name, value);
    else this.kept.delete(name);
  }

  private async logIn(name: string): Promise<void> {
    const phone = await this.filled(`{phone of ${name}}`);
    const inbox = `${this.stage.smsUrl}/__sim/inbox?to=${encodeURIComponent(phone)}`;
    const texts = async (): Promise<string[]> => {
      const { messages } = (await (await fetch(inbox)).json()) as { messages: { body: string }[] };
      return messages.map(({ body }) => body);
    };
    const earlier = (await texts()).length;
    await this.must({
      as: name,
      method: 'POST',
      path: '/v1/auth/otp',
      body: { phone },
      keep: { challenge: 'challengeId' },
    });
    for (let looks = 0; ; looks++) {
      const all = await texts();
      const code = all.length > earlier ? /\d{6}/.exec(all[0]!)?.[0] : undefined;
      if (code) {
        const body = { challengeId: '{challenge}', code };
        const { accessToken } = (await this.must({ as: name, method: 'POST', path: '/v1/auth/otp/verify', body })) as {
          accessToken: string;
        };
        this.tokens.set(name, accessToken);
        return;
      }
      if (looks > 1_000) throw new Error(`No code came to ${phone}.`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  private async now(): Promise<string> {
    const { body } = await this.call({ as: 'simulation', method: 'GET', path: '/__sim/clock' });
    return (body as { now: string }).now;
  }

  private isComplete({ path, body }: Call): boolean {
    const names = [...`${path} ${JSON.stringify(body)}`.matchAll(/\{([a-z][\w ]*)\}/g)].map(([, name]) => name!);
    return names.every((name) => name === 'now' || name.startsWith('in ') || this.kept.has(name));
  }

  private async filled(text: string): Promise<string> {
    const now = /\{now\}|\{in \d+ s\}/.test(text) ? await this.now() : '';
    return text
      .replace(/\{now\}/g, now)
      .replace(/\{in (\d+) s\}/g, (_, seconds) => new Date(Date.parse(now) + Number(seconds) * 1_000).toISOString())
      .replace(/\{([+-]\d+)\}/g, (_, minutes) => new Date(this.begin + Number(minutes) * 60_000).toISOString())
      .replace(/\{(?:phone of|some) [^}]+\}/g, (whole) => this.some(whole.slice(1, -1)))
      .replace(/\{([a-z][\w ]*)\}/g, (whole, name: string) => this.kept.get(name) ?? whole);
  }

  /** A number that is made up when it is first asked for: of a phone, or of nine digits. */
  private some(name: string): string {
    const known = this.kept.get(name);
    if (known) return known;
    const digits = String(Math.floor(Math.random() * 1e9)).padStart(9, '0');
    const made = name.startsWith('phone of ') ? `+919${digits}` : digits;
    this.kept.set(name, made);
    return made;
  }
}

function memberOf(body: unknown, path: string): unknown {
  return path.split('.').reduce((value, member) => (value as Record<string, unknown> | undefined)?.[member], body);
}
