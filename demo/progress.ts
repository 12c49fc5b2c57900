const IST = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Kolkata',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});
const SHOWN = 8;

export interface Tally {
  onDuty: number;
  booked: number;
  underWay: number;
  completed: number;
  noShow: number;
  cancelled: number;
  cashPaise: number;
}

/** One screen on a terminal, redrawn in place; elsewhere a line for each event worth one. */
export class Progress {
  readonly tally: Tally = { onDuty: 0, booked: 0, underWay: 0, completed: 0, noShow: 0, cancelled: 0, cashPaise: 0 };
  private readonly recent: string[] = [];
  private drawn = 0;
  private hour = '';

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly title: string,
  ) {}

  say(text: string, at?: Date): void {
    const line = at ? `${IST.format(at)}  ${text}` : text;
    if (!this.out.isTTY) {
      this.out.write(`${line}\n`);
      return;
    }
    this.recent.push(line);
    if (this.recent.length > SHOWN) this.recent.shift();
    this.draw(at);
  }

  tick(at: Date): void {
    if (this.out.isTTY) return this.draw(at);
    const hour = IST.format(at).slice(0, 2);
    if (hour === this.hour) return;
    this.hour = hour;
    this.out.write(`${IST.format(at)}  ${this.counts()}\n`);
  }

  /** Leaves the screen as it is; what comes after is written below. */
  end(): void {
    this.drawn = 0;
  }

  private counts(): string {
    const { onDuty, booked, underWay, completed, noShow, cancelled, cashPaise } = this.tally;
    return (
      `${onDuty} drivers on duty, ${booked} rides booked: ${underWay} under way, ${completed} completed, ` +
      `${noShow} no-show${noShow === 1 ? '' : 's'}, ${cancelled} cancelled; ₹${Math.round(cashPaise / 100).toLocaleString('en-IN')} taken`
    );
  }

  private draw(at?: Date): void {
    const { booked, completed, noShow, cancelled } = this.tally;
    const width = Math.min(60, (this.out.columns ?? 80) - 12);
    const done = booked === 0 ? 0 : Math.round(((completed + noShow + cancelled) / booked) * width);
    const lines = [
      `${this.title}   ${at ? IST.format(at) : '--:--'} IST`,
      `[${'#'.repeat(done)}${'.'.repeat(width - done)}]`,
      this.counts(),
      '',
      ...this.recent,
      ...Array<string>(SHOWN - this.recent.length).fill(''),
    ];
    const columns = this.out.columns ?? 80;
    const up = this.drawn > 0 ? `\x1b[${this.drawn}A` : '';
    this.out.write(up + lines.map((line) => `\x1b[2K${line.slice(0, columns - 1)}`).join('\n') + '\n');
    this.drawn = lines.length;
  }
}
