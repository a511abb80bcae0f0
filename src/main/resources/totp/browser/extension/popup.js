// The popup: what belongs to the site in the tab, and one click that fills it in. It keeps nothing: no storage, no network, no
// script in pages that nobody clicked for. Which account a site may have is decided by the host, against the vault.
//
// minimum_chrome_version is 106, since documentIds of scripting.executeScript, which hold a fill to the document that was looked
// at, came with it; all else that is used here is older.
const api = globalThis.browser ?? chrome;
const HOST = "totp";
const PROTOCOL = 1;
const SECONDS_MIN = 3;

const byId = id => document.getElementById(id);
const sleep = milliseconds => new Promise(done => setTimeout(done, milliseconds));
const now = () => Date.now() / 1000;

// ---- the host: one request at a time

class Failure extends Error {
  constructor(code, message, command) {
    super(message);
    Object.assign(this, { code, command });
  }
}

let port = null;
let gone = null;
let pending = null;
let last = Promise.resolve();
let number = 0;

function connect() {
  gone = null;
  port = api.runtime.connectNative(HOST);
  port.onMessage.addListener(received);
  // Chromium tells the reason in lastError, Firefox in the port.
  port.onDisconnect.addListener(ended => lost(ended.error?.message ?? api.runtime.lastError?.message ?? ""));
}

function lost(reason) {
  const code = /forbidden/i.test(reason) ? "forbidden" : /not found|no such native/i.test(reason) ? "missing" : "exited";
  port = null;
  gone = new Failure(code, reason);
  pending?.reject(gone);
  pending = null;
  fail(gone);
}

function received(answer) {
  if (answer.id !== pending?.id) return;
  const { resolve, reject } = pending;
  pending = null;
  if (answer.v !== PROTOCOL) reject(new Failure("newer_host"));
  else if (answer.error) reject(new Failure(answer.error.code, answer.error.message, answer.error.command));
  else resolve(answer);
}

function ask(op, members = {}) {
  const answer = last.then(() => new Promise((resolve, reject) => {
    if (!port) throw gone;
    pending = { id: ++number, resolve, reject };
    port.postMessage({ v: PROTOCOL, id: number, op, ...members });
  }));
  last = answer.catch(() => {});
  return answer;
}

// ---- texts: those of others are shown as what they are

// Control, format and separator characters turn lines round or hide their end.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;
const LENGTH_MAX = 300;

function visible(text) {
  const whole = String(text ?? "");
  const cut = whole.length > LENGTH_MAX ? whole.slice(0, LENGTH_MAX) + "…" : whole;
  return cut.replace(UNSEEN, c => `⟨U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

function element(tag, properties = {}, ...children) {
  const { role, label, ...rest } = properties;
  const made = Object.assign(document.createElement(tag), rest);
  if (role) made.setAttribute("role", role);
  if (label) made.setAttribute("aria-label", label);
  made.append(...children);
  return made;
}

const foreign = (text, className = "") => element("bdi", { className, textContent: visible(text), title: visible(text) });

function button(text, action, className = "") {
  const onclick = event => {
    event.stopPropagation();
    attempt(action);
  };
  return element("button", { textContent: text, className, onclick });
}

// As the command line shows it: in two halves.
const grouped = code => /^\d{6,8}$/.test(code) ? `${code.slice(0, code.length / 2)} ${code.slice(code.length / 2)}` : code;

const quoted = word => /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

function linkCommand(name, host) {
  const site = `--site ${quoted(host)}`;
  return name.startsWith("-") ? `totp edit ${site} -- ${quoted(name)}` : `totp edit ${quoted(name)} ${site}`;
}

function say(text) {
  byId("status").textContent = text;
}

// ---- notices: what is the matter, and the way on

let screen = 0;

function notice({ title, text = "", command = null, buttons = [] }) {
  const parts = [element("h2", {}, ...[title].flat()), element("p", { textContent: text })];
  // None with a character that nobody sees: pasted into a terminal it could end the quoting, or run.
  if (command && command.search(UNSEEN) < 0) parts.push(commandLine(command));
  parts.push(element("div", { className: "buttons" }, ...buttons));
  show("notice");
  byId("notice").replaceChildren(...parts);
  (byId("notice").querySelector("button.main") ?? byId("notice").querySelector("button"))?.focus();
}

function commandLine(command) {
  const copying = button("Copy", async () => {
    await navigator.clipboard.writeText(command);
    say("Copied: paste it into a terminal.");
  }, "small");
  copying.setAttribute("aria-label", `Copy the command ${command}`);
  return element("div", { className: "command" }, element("code", { textContent: command }), copying);
}

function show(what) {
  screen++;
  say("");
  byId("wait").hidden = true;
  for (const id of ["accounts", "tools", "lock"]) byId(id).hidden = what !== "list";
  byId("notice").hidden = what !== "notice";
  // What is not shown is not kept either: codes least of all.
  byId(what === "list" ? "notice" : "list").replaceChildren();
}

const again = () => button("Try again", start, "main");

const WAYS_ON = {
  missing: {
    title: "This browser does not know totp yet", text: "Introduce it once, in a terminal:", command: "totp browser install",
  },
  forbidden: {
    title: "totp does not know this extension", text: "Its id is not registered. In a terminal:",
    command: `totp browser install --extension-id ${api.runtime.id}`,
  },
  exited: { title: "totp has ended", text: "To see why, in a terminal:", command: "totp browser status" },
  newer_client: { title: "The program totp is older than this extension", text: "Update totp on this computer." },
  newer_host: {
    title: "This extension is older than the program totp",
    text: "Write it anew, then reload it on the browser's page of extensions:",
    command: "totp browser install",
  },
};
const PASSING = new Set(["not_for_site", "insecure_site", "not_found", "refused", "too_large", "bad_request"]);

function fail(failure) {
  const { code, message, command } = failure;
  if (code === "locked") return showLocked();
  if (PASSING.has(code) && listing) return say(visible(message));
  const known = Object.hasOwn(WAYS_ON, code) ? WAYS_ON[code] : { title: "totp cannot go on", text: visible(message), command };
  notice({ ...known, buttons: [again()] });
}

async function attempt(action) {
  try {
    await action();
  } catch (failure) {
    if (failure !== gone) fail(failure instanceof Failure ? failure : new Failure("internal", failure.message));
  }
}

// ---- locked: asks in a window of the program's own, and goes on by itself when somebody unlocks in a terminal

async function showLocked(text = "Unlock it in a window of totp, or in a terminal:", command = "totp unlock") {
  listing = null;
  notice({ title: "The vault is locked", text, command, buttons: [button("Unlock", unlock, "main")] });
  const mine = screen;
  while (mine === screen) {
    await sleep(1000);
    if (mine !== screen || !port) continue;
    const hello = await ask("hello", client()).catch(() => ({ locked: true }));
    if (mine === screen && !hello.locked) await attempt(enter);
  }
}

async function unlock() {
  say("Asking for the passphrase…");
  try {
    await ask("unlock");
  } catch (failure) {
    if (!["refused", "no_dialog"].includes(failure.code)) throw failure;
    return void showLocked(visible(failure.message), failure.command);
  }
  await enter();
}

async function lock() {
  await ask("lock");
  showLocked();
}

// ---- the page in the tab

let page = { origin: null };

async function currentPage() {
  const [tab] = await api.tabs.query({ active: true, currentWindow: true });
  let url = null;
  try {
    url = new URL(tab.url);
  } catch { /* a tab whose address is not for us */ }
  const web = url && /^https?:$/.test(url.protocol);
  return { tab: tab?.id, window: tab?.windowId, origin: web ? url.origin : null, host: web ? url.host : null };
}

function showSite() {
  byId("site").textContent = page.host ?? "No site in this tab";
  byId("site").className = page.host ? "" : "none";
  byId("insecure").hidden = !(page.origin?.startsWith("http:") && listing && !listing.secure);
}

// What is shown belongs to the page that was there; to another one nothing of it is handed out.
async function leftPage() {
  const { tab, origin } = await currentPage();
  if (tab === page.tab && origin === page.origin) return false;
  listing = null;
  notice({ title: "The tab shows another site now", text: "Nothing was filled. Close this, look where you are, and open it again." });
  return true;
}

async function inject(target, script) {
  const [{ result, documentId }] = await api.scripting.executeScript({ target, ...script });
  return { result, documentId };
}

// The top frame only. null: a page into which nothing may be injected.
async function probe(digits) {
  const target = { tabId: page.tab };
  try {
    await inject(target, { files: ["fields.js"] });
    const { result, documentId } = await inject(target, { func: count => globalThis.totpFields.probe(count), args: [digits] });
    return { ...result, target: documentId ? { ...target, documentIds: [documentId] } : target };
  } catch {
    return null;
  }
}

async function put(found, code) {
  let result;
  try {
    const func = (...given) => globalThis.totpFields.fill(...given);
    ({ result } = await inject(found.target, { func, args: [code, found.origin] }));
  } catch {
    return "elsewhere";    // the document that was looked at is gone
  }
  // Of a document that is kept for the way back, Chromium says neither that it is gone nor anything else; nothing has run there.
  if (result !== "filled") return result ?? "elsewhere";
  await sleep(60);
  const kept = await inject(found.target, { func: given => globalThis.totpFields.kept(given), args: [code] }).catch(() => ({}));
  return kept.result === false ? "differs" : "filled";    // no answer: the page went on with the code
}

// ---- one click, one fill

let busy = false;

async function once(action) {
  if (busy) return;
  busy = true;
  try {
    await action();
  } finally {
    busy = false;
    byId("wait").hidden = true;
  }
}

// A code that ends while it is on its way, or that was used, is refused by the site: the next one is waited for.
async function freshCode(account) {
  const until = account.valid_until;
  if (!until || (!account.spent && until - now() >= SECONDS_MIN)) return true;
  say(account.spent ? "This code was used: waiting for the next one." : "This code is about to end: waiting for the next one.");
  const mine = screen;
  while (now() < until && mine === screen) {
    byId("wait").hidden = false;
    byId("wait").textContent = `next code in ${Math.ceil(until - now())} s`;
    await sleep(200);
  }
  byId("wait").hidden = true;
  return mine === screen;
}

const CHANGED = "The page changed meanwhile: nothing was filled.";

async function fill(account) {
  if (!listing.secure) return say(`http can be read and changed on its way: no code goes there. Open https://${page.host} instead.`);
  if (!(await freshCode(account))) return;
  say("Filling…");
  const found = await probe(account.digits);
  if (await leftPage()) return;
  if (!found) return copy(account, "Nothing can be filled on this page.");
  if (!found.origin) return say(CHANGED);
  if (found.origin !== page.origin) return say("The site keeps this page apart as not its own: no code goes there.");
  if (!found.found) return copy(account, "No field for a code here.");
  const { code } = await ask("code", { account: account.account, origin: found.origin });
  const result = await put(found, code);
  if (result === "filled") return window.close();
  if (await leftPage()) return;
  if (result === "elsewhere") return say(CHANGED);
  await copy(account, result === "differs" ? "The page changed the code." : "No field for a code here.");
}

async function copy(account, why = "") {
  const { clears_in } = await ask("copy", { account: account.account });
  say(`${why} Copied: paste it.${clears_in ? ` It is cleared after ${clears_in} s.` : ""}`.trim());
}

// Enter or a click on the row of an account that belongs to no site, or to another one.
async function choose(account) {
  const linkable = listing.secure;
  notice({
    title: page.origin ? [foreign(account.name), " is not linked to ", foreign(page.host)] : "This tab shows no site",
    text: whyNot(linkable),
    command: linkable ? linkCommand(account.name, page.host) : null,
    buttons: [button("Back", () => draw(), "main"), button("Copy the code", () => once(() => copy(account)))],
  });
}

function whyNot(linkable) {
  if (!page.origin) return "Nobody can tell whose page this is. Copy a code only if you know where it goes.";
  if (linkable) return "If its codes belong to this site, and you are sure that this is the site, link it once in a terminal:";
  return page.origin.startsWith("http:") ? "This site is not secure: a code would be read on its way." : "No account can be linked to a host of this kind.";
}

// ---- the list

let listing = null;
let chosen = null;
let asked = 0;
let refreshed = 0;
let made = 0;

const query = () => byId("search").value.trim();
function matches(account) {
  const text = [account.name, account.issuer, account.label].join(" ").toLowerCase();
  return query().toLowerCase().split(/\s+/).every(word => text.includes(word));
}

const rows = () => [...byId("list").querySelectorAll(".row")];

async function refresh() {
  const mine = ++asked;
  refreshed = now();
  const wanted = query();
  const answer = await ask("list", { origin: page.origin, query: wanted });
  if (mine !== asked) return;
  listing = { ...answer, query: wanted };
  if (byId("accounts").hidden) return;
  drawList();
}

function draw() {
  show("list");
  drawList();
  byId("search").focus();
}

function drawList() {
  showSite();
  const bound = listing.accounts.filter(matches);
  const others = listing.others.filter(account => listing.query === query() || matches(account));
  const parts = bound.map(account => row(account, boundParts(account), () => fill(account)));
  if (!listing.accounts.length && !query()) parts.push(remark(...nothingBound(others)));
  if (others.length) parts.push(element("div", { className: "heading", role: "presentation", textContent: "Other accounts" }));
  parts.push(...others.map(account => row(account, [], () => choose(account), copyButton(account))));
  if (listing.more > 0) parts.push(remark(`and ${listing.more} more: type to search`));
  if (query() && !bound.length && !others.length) parts.push(remark("Nothing of that name."));
  byId("list").replaceChildren(...parts);
  tick();
  choice(rows().find(one => one.dataset.account === chosen) ?? rows()[0]);
}

function copyButton(account) {
  const made = button("Copy", () => once(() => copy(account)), "small");
  made.setAttribute("aria-label", `Copy the code of ${visible(account.name)}`);
  return made;
}

const remark = (...text) => element("p", { className: "remark", role: "presentation" }, ...text);

function nothingBound(others) {
  if (page.origin?.startsWith("http:") && !listing.secure) return ["http can be read and changed on its way: no codes here. Open https://", foreign(page.host), " instead."];
  if (!others.length) return ["The vault has no accounts yet. Scan the QR code that a site shows, below, or run totp add NAME."];
  return page.host ? ["No account is linked to ", foreign(page.host), ". Choose one to see how."] : ["Codes can only be copied here."];
}

function row(account, shown, action, ...beside) {
  const name = visible(account.name);
  const detail = [account.issuer, account.label].filter(text => text && text !== account.name).map(visible).join(" · ");
  const id = `row-${++made}`;
  const who = element("span", { className: "who" }, foreign(account.name, "name"), foreign(detail, "detail"));
  const option = element("div", { role: "option", id, label: [name, detail].filter(Boolean).join(", ") }, who, ...shown);
  const onclick = () => attempt(() => once(action));
  const line = element("div", { className: account.spent ? "row spent" : "row", role: "presentation", onclick }, option, ...beside);
  line.dataset.account = account.account;
  return line;
}

function boundParts(account) {
  if (!listing.secure) return [];
  if (!account.code) return [element("span", { className: "ask", textContent: "click for a code" })];
  return [element("span", { className: "code", textContent: grouped(account.code) }), ring(account)];
}

function ring(account) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "ring");
  svg.setAttribute("viewBox", "0 0 22 22");
  svg.setAttribute("aria-hidden", "true");
  for (const name of ["all", "left"]) {
    const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    const attributes = { class: name, cx: 11, cy: 11, r: 9, pathLength: 100 };
    for (const [key, value] of Object.entries(attributes)) circle.setAttribute(key, value);
    svg.append(circle);
  }
  Object.assign(svg.dataset, { until: account.valid_until, period: account.period });
  return svg;
}

function tick() {
  for (const svg of document.querySelectorAll(".ring")) {
    const left = Math.max(0, svg.dataset.until - now());
    svg.querySelector(".left").style.strokeDashoffset = 100 - 100 * Math.min(1, left / svg.dataset.period);
    svg.classList.toggle("late", left < 6);
  }
  const over = listing?.accounts.some(account => account.valid_until <= now());
  if (over && !busy && !byId("accounts").hidden && now() - refreshed > 1) attempt(refresh);
}

function choice(line) {
  for (const one of rows()) {
    one.classList.toggle("chosen", one === line);
    one.querySelector("[role=option]").setAttribute("aria-selected", one === line);
  }
  chosen = line?.dataset.account ?? null;
  byId("search").setAttribute("aria-activedescendant", line?.querySelector("[role=option]").id ?? "");
  line?.scrollIntoView({ block: "nearest" });
}

function pressed(event) {
  const all = rows();
  const at = all.findIndex(one => one.dataset.account === chosen);
  if (event.key === "ArrowDown") choice(all[Math.min(at + 1, all.length - 1)]);
  else if (event.key === "ArrowUp") choice(all[Math.max(at - 1, 0)]);
  else if (event.key === "Enter" && !event.isComposing) all[at]?.click();
  else return;
  event.preventDefault();
}

let typed;

// What is there is filtered at once; the host knows of more.
function searched() {
  chosen = null;
  drawList();
  clearTimeout(typed);
  typed = setTimeout(() => attempt(refresh), 80);
}

// ---- a QR code on the page

const foundLine = one => [one.issuer, one.label].filter(Boolean).map(visible).join(" · ") + (one.known ? " (in the vault already)" : "");

async function scan() {
  say("Looking for a QR code…");
  let picture;
  try {
    picture = await api.tabs.captureVisibleTab(page.window, { format: "png" });
  } catch {
    return say("No picture of this page can be taken.");
  }
  const answer = await ask("scan", { png: picture.slice(picture.indexOf(",") + 1), origin: page.origin });
  if (!answer.found.length) return say("No QR code of an account is visible on this page.");
  const adding = button("Add to vault", () => once(() => store(answer.scan)), "main");
  notice({
    title: answer.found.length > 1 ? `${answer.found.length} accounts on this page` : "An account on this page",
    text: answer.found.map(foundLine).join("\n"),
    buttons: [...(answer.found.every(one => one.known) ? [] : [adding]), button("Back", () => draw())],
  });
}

async function store(scanned) {
  say("Asking…");
  try {
    const { names } = await ask("store", { scan: scanned });
    await enter();
    say(`Added: ${names.map(visible).join(", ")}`);
  } catch (failure) {
    if (failure.code !== "no_dialog") throw failure;
    const buttons = [button("Back", () => draw())];
    notice({ title: "Add it in a terminal", text: visible(failure.message), command: failure.command, buttons });
  }
}

// ---- begin

const client = () => ({ client: "extension", version: api.runtime.getManifest().version });

const olderThan = (version, other) => version.localeCompare(other, "en", { numeric: true }) < 0;

async function start() {
  show("nothing");
  port?.disconnect();
  connect();
  const mine = screen;
  setTimeout(() => { if (mine === screen) say("Waiting for totp…"); }, 1000);
  page = await currentPage();
  showSite();
  const hello = await ask("hello", client());
  if (hello.min_client && olderThan(client().version, hello.min_client)) throw new Failure("newer_host");
  if (hello.locked && hello.vault !== false) return void showLocked();
  await enter();
}

async function enter() {
  await refresh();
  if (listing) draw();    // none: a later request has overtaken this one, and draws
}

byId("search").addEventListener("input", searched);
byId("search").addEventListener("keydown", pressed);
byId("lock").addEventListener("click", () => attempt(lock));
byId("scan").addEventListener("click", () => attempt(() => once(scan)));
document.addEventListener("keydown", event => { if (event.key === "Escape") window.close(); });
api.tabs.onUpdated.addListener((tab, change) => { if (tab === page.tab && change.status === "loading") attempt(leftPage); });
setInterval(tick, 500);
attempt(start);
