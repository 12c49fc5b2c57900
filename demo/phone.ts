import { CabstandClient } from '../client/cabstand-client';

interface Message {
  readonly body: string;
}

const PATIENCE_MS = 15_000;

/** Somebody's phone: receives the simulator's text messages, and logs in with what they say. */
export class Phone {
  readonly client: CabstandClient;

  constructor(
    baseUrl: string,
    private readonly smsUrl: string,
    readonly number: string,
    headers?: Record<string, string>,
  ) {
    this.client = new CabstandClient({ baseUrl, headers });
  }

  async logIn(): Promise<void> {
    const earlier = (await this.inbox()).length;
    const { data: challenge } = await this.client.api['/v1/auth/otp'].POST({ body: { phone: this.number } });
    const code = await this.read(/^(\d{6}) is your Cabstand code/, earlier);
    const { data: login } = await this.client.api['/v1/auth/otp/verify'].POST({
      body: { challengeId: challenge!.challengeId, code },
    });
    this.client.use(login!);
  }

  /** As a rider of the operator with this code: the one self-registration there is. */
  async signUp(organization: string, name: string): Promise<void> {
    const earlier = (await this.inbox()).length;
    const body = { phone: this.number, organization };
    const { data: challenge } = await this.client.api['/v1/auth/rider-otp'].POST({ body });
    const code = await this.read(/^(\d{6}) is your Cabstand code/, earlier);
    const { data: login } = await this.client.api['/v1/auth/rider-sign-up'].POST({
      body: { challengeId: challenge!.challengeId, code, name },
    });
    this.client.use(login!);
  }

  /**
   * The first group of the newest message that matches. It is sent after the commit, so it may take a moment.
   * @param earlier how many of the oldest messages to pass over
   */
  async read(pattern: RegExp, earlier = 0): Promise<string> {
    for (const end = Date.now() + PATIENCE_MS; ; await new Promise((resolve) => setTimeout(resolve, 10))) {
      const messages = await this.inbox();
      for (const { body } of messages.slice(0, messages.length - earlier)) {
        const match = pattern.exec(body);
        if (match) return match[1]!;
      }
      if (Date.now() > end) throw new Error(`No message that matches ${pattern} came to ${this.number}.`);
    }
  }

  /** Newest first. */
  private async inbox(): Promise<Message[]> {
    const answer = await fetch(`${this.smsUrl}/__sim/inbox?to=${encodeURIComponent(this.number)}`);
    return ((await answer.json()) as { messages: Message[] }).messages;
  }
}
