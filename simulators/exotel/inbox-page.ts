import { createHash } from 'node:crypto';
import type { SimulatedMessage } from './exotel-messages';

const STYLE = `
:root { color-scheme: light dark; --ground: #f4f5f7; --card: #fff; --ink: #16191d; --soft: #626a75; --line: #e2e5ea; --mark: #0a6b4b; --tint: #e4f3ec; }
@media (prefers-color-scheme: dark) { :root { --ground: #121417; --card: #1c1f24; --ink: #eceef1; --soft: #98a1ad; --line: #2c3138; --mark: #6fd3ab; --tint: #18342a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
.page { max-width: 44rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { margin: 0; font-size: 1.5rem; letter-spacing: -.01em; }
.lead { margin: .25rem 0 1.5rem; color: var(--soft); }
form { display: flex; gap: .5rem; margin-bottom: 1.5rem; }
input, button { font: inherit; color: inherit; padding: .55rem .8rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); }
input { flex: 1; min-width: 0; }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 1px; }
article { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem 1.25rem; margin-bottom: .75rem; }
header { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; color: var(--soft); font-size: .875rem; }
header strong { color: var(--ink); font-size: 1rem; font-variant-numeric: tabular-nums; }
header time { margin-left: auto; }
.body { margin: .5rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.body b { font-size: 1.35em; letter-spacing: .08em; color: var(--mark); background: var(--tint); border-radius: .3em; padding: 0 .3em; font-variant-numeric: tabular-nums; user-select: all; }
.empty { text-align: center; color: var(--soft); padding: 3rem 1rem; border: 1px dashed var(--line); border-radius: .75rem; }
`;

// Only the list is replaced, so that a number being typed into the filter survives the refresh.
const SCRIPT = `
setInterval(async () => {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
    const fresh = page.querySelector('main'), shown = document.querySelector('main');
    if (fresh && fresh.innerHTML !== shown.innerHTML) shown.replaceWith(fresh);
  } catch {}
}, 2000);
`;

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Even if a message's text slipped through the escaping, the browser would run nothing of it. */
export const INBOX_POLICY = `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** What the phones show, newest first, for a person to read an OTP from. Refreshes itself every two seconds. */
export function inboxPage(messages: readonly SimulatedMessage[], filter: string | undefined): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>SMS inbox · simulated Exotel</title>
<style>${STYLE}</style>
</head>
<body>
<div class="page">
<h1>SMS inbox</h1>
<p class="lead">Simulated Exotel: nothing leaves this machine. Newest first; the list refreshes itself.</p>
<form action="/inbox" method="get">
<input name="to" type="search" inputmode="tel" aria-label="Phone number" placeholder="Phone number, for instance +919876543210" value="${escape(filter ?? '')}">
<button type="submit">Show</button>
</form>
<main aria-live="polite">
${messages.length === 0 ? '<p class="empty">No message yet. Ask for an OTP and it shows here.</p>' : messages.map(card).join('\n')}
</main>
</div>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function card(message: SimulatedMessage): string {
  // The digits of a one-time password stand out; the text is escaped first, so only our own tag is added.
  const body = escape(message.body).replace(/(?<![\d#+])\d{4,8}(?!\d)/g, '<b>$&</b>');
  return `<article>
<header><strong>${escape(message.to)}</strong><span>from ${escape(message.from)}</span><span>${escape(message.status)}</span><time datetime="${escape(message.acceptedAt)}">${escape(indianTime(message.acceptedAt))}</time></header>
<p class="body">${body}</p>
</article>`;
}

function indianTime(iso: string): string {
  return new Date(iso).toLocaleString('en-IN', { timeZone: 'Asia/Kolkata', dateStyle: 'medium', timeStyle: 'medium' });
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
