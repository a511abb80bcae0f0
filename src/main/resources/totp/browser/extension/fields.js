// Which field of a page takes a code, and how a code gets into it. Runs in the isolated world of the page's top frame: what the
// page does to prototypes is not seen here, and what is here the page does not see.
//
// Injected at each click, so that it may find itself already there: nothing at top level but this one assignment.
globalThis.totpFields = (() => {
  const THRESHOLD = 40;
  const NEVER = -1000;

  // The words in names, labels and hints of a field. All that fits counts; NEVER means that the field is somebody else's.
  // A row without a page in src/test/browser is a guess: add the page first. What a page writes as mfaCode, mfa_code or
  // MFA-Code is compared as "mfa code".
  const WORDS = [
    [60, /\b(mfa|2fa|tfa|totp|otp)( ?code)?\b/],
    [60, /\b(authenticator|authentication (app|code)|auth code)\b/],
    [60, /\b(two|2|multi) ?(factor|step)\b/],
    [60, /\bone ?time ?(code|password|passcode|pin)\b|\bpasscode\b/],
    [60, /\bverif(ication|y) ?code\b|\b(log|sign) ?in code\b|\b[6-8] digit code\b/],
    [60, /認証コード|確認コード|検証コード|セキュリティ ?コード|[6-8６-８] ?桁(の|数字の)?(コード|数字)|код подтверждения|ワンタイム|验证码|驗證碼|인증 ?(코드|번호)/],
    [60, /best[äa]tigungscode|authentifizierungscode|sicherheitscode|zwei ?faktor|einmal(code|passwort|kennwort)|code d.authentification|code de v[ée]rification/],
    [60, /c[óo]digo de (seguridad|verificaci[óo]n|autenticaci[óo]n|verifica[çc][ãa]o)|codice di (verifica|autenticazione)/],
    [30, /\b(code|token)\b/],
    [NEVER, /\b(zip|postal|post ?code|plz)\b|postleitzahl|郵便番号/],
    [NEVER, /\b(coupon|promo|promotion|discount|voucher|gift|referral|invitation|invite)\b/],
    [NEVER, /\b(search|query|captcha)\b/],
    [NEVER, /\b(card|cvv2?|cvc2?|csc)\b/],
    [NEVER, /\b(country|area|sort|tax|product|licen[cs]e|activation|branch|order|recipient|meeting|customer)( \w+)? (pass)?code\b/],
    [NEVER, /\b(amount|secret|url|device name|username|user name|iban)\b|金額|トークンの数/],
  ];
  // Codes that come another way. A field that names an authenticator as well takes ours: "from the app on your phone".
  const ELSEWHERE = [
    /\b(sms|texted|text message|phone|mobile|handy)\b|携帯|電話|短信|手机/,
    /\be ?mail(ed)?\b|メール|courriel|correo|邮箱|邮件/,
    /\b(backup|back up|recovery|scratch|emergency)\b|バックアップ|wiederherstellung/,
  ];
  const AUTHENTICATOR = /\b(authenticator|authentication app|totp|(auth|app|two factor|2fa|mfa) code|code (from|of|in) (the|your) app)\b|認証アプリ/;
  // A number that somebody is to be sent something at, whatever else stands beside it.
  const NUMBER_OF_A_PHONE = /\b(mobile|phone|handy|cell)( |s )?(number|no|nr|nummer|rufnummer)\b|\b(otp|code) (mobile|phone)\b|電話番号|手机号/;
  // What a page promises by autocomplete is believed, against us first: one of these is never a code of ours.
  const OTHER_AUTOCOMPLETE = /^(current-password|new-password|username|email|postal-code|tel.*|cc-.*)$/;
  const TYPES = new Set(["text", "tel", "number", "password"]);

  const plain = text => (text ?? "").replace(/([a-z])([A-Z])/g, "$1 $2").replace(/[_\-.:\s]+/g, " ").trim().toLowerCase()
    .slice(0, 200);
  const above = node => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host ?? null;

  function* inputsOf(root) {
    for (const element of root.querySelectorAll("*")) {
      if (element instanceof HTMLInputElement) yield element;
      if (element.shadowRoot) yield* inputsOf(element.shadowRoot);
    }
  }

  // ---- words

  function labels(element) {
    const root = element.getRootNode();
    const ids = (element.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean);
    const named = [...(element.labels ?? []), ...ids.map(id => root.getElementById?.(id))].map(label => label?.textContent);
    return [...named, ...["aria-label", "placeholder", "title"].map(name => element.getAttribute(name))];
  }

  // The text just before a field that has no label: many pages put it into a paragraph. Not that of another field.
  function textBefore(element) {
    for (let node = element, depth = 0; node && node !== document.body && depth < 3; node = above(node), depth++) {
      for (let sibling = node.previousSibling; sibling; sibling = sibling.previousSibling) {
        const text = sibling.nodeType === Node.COMMENT_NODE || sibling.matches?.("script, style") ? "" : sibling.textContent.trim();
        if (text || sibling.matches?.("input")) return sibling.querySelector?.("input, select, textarea") ? "" : text.slice(-200);
      }
    }
    return "";
  }

  function wordsOf(element) {
    const told = labels(element).filter(Boolean);
    return [element.name, element.id, ...(told.length ? told : [textBefore(element)])].map(plain).filter(Boolean).join(" | ");
  }

  function wordPoints(words) {
    if (NUMBER_OF_A_PHONE.test(words)) return NEVER;
    if (ELSEWHERE.some(row => row.test(words)) && !AUTHENTICATOR.test(words)) return NEVER;
    const points = WORDS.filter(([, row]) => row.test(words)).map(([value]) => value);
    return points.includes(NEVER) ? NEVER : Math.max(0, ...points);
  }

  // ---- single fields and boxes

  const tokens = field => (field.getAttribute("autocomplete") ?? "").toLowerCase().split(/\s+/);
  const numeric = field => ["tel", "number"].includes(field.type) || ["numeric", "decimal"].includes(field.inputMode)
    || /\\d|0-9/.test(field.pattern);
  // What somebody has typed is his. An old code may go where the page says that codes are typed.
  const holdsOnlyACode = field => field.value === ""
    || (/^\d{6,8}$/.test(field.value) && (tokens(field).includes("one-time-code") || wordPoints(wordsOf(field)) >= 60));

  function usable(field) {
    return TYPES.has(field.type) && !field.matches(":disabled") && !field.readOnly && holdsOnlyACode(field)
      && !tokens(field).some(token => OTHER_AUTOCOMPLETE.test(token));
  }

  function score(field, digits) {
    if (field.maxLength > -1 && field.maxLength < digits) return NEVER;
    const words = wordPoints(wordsOf(field));
    const promised = tokens(field).includes("one-time-code") ? 100 : 0;
    // Where passwords are typed a bare "passcode" is one.
    if (field.type === "password" && promised === 0 && !/\b(mfa|2fa|totp|otp|authenticator|one ?time)\b/.test(wordsOf(field))) return NEVER;
    const active = field.getRootNode().activeElement === field;
    const signs = (numeric(field) ? 10 : 0) + (field.maxLength === digits ? 15 : 0) + (active ? 5 : 0);
    return Math.max(words, promised) + Math.min(0, words) + signs;
  }

  // One of several boxes for one character each, however the page says so.
  const isBox = field => field.maxLength === 1 || field.size === 1 || (field.type === "number" && field.max === "9") || /^(\\d|\[0-9\])(\{1\})?$/.test(field.pattern)
    || /\b(digit|character|char)\W*\d\b/.test(plain(field.getAttribute("aria-label")));

  function boxesAround(field, fields, digits) {
    for (let node = above(field), depth = 0; node && depth < 5; node = above(node), depth++) {
      const inside = fields.filter(other => node.contains(other));
      // Some pages let the first box take a pasted code, and limit only the others.
      const boxed = inside.length === digits && inside.every((box, index) => isBox(box) || index === 0);
      if (boxed) return { container: node, fields: inside };
      if (inside.length > digits) return null;
    }
    return null;
  }

  function boxes(fields, digits) {
    if (digits < 4 || digits > 8) return [];
    const seen = fields.filter(shown);
    const group = seen.filter(isBox).map(box => boxesAround(box, seen, digits)).find(Boolean);
    if (!group) return [];
    const { container } = group;
    const around = [container.getAttribute("aria-label"), container.textContent, textBefore(container)].map(plain);
    const words = wordPoints([...around, ...group.fields.map(wordsOf)].join(" | "));
    return [{ fields: group.fields, score: words + THRESHOLD }];
  }

  // ---- what a person sees

  // A field nobody sees is a trap: opacity of each ancestor counts, and what is hit at its place must be the field.
  function opaque(field) {
    let product = 1;
    for (let node = field; node; node = above(node)) {
      const style = getComputedStyle(node);
      product *= style.opacity;
      for (const [, kind, amount, percent] of style.filter.matchAll(/(opacity|brightness|contrast)\(([\d.]+)(%?)\)/g)) {
        if (kind === "opacity" || amount / (percent ? 100 : 1) < 0.5) product *= amount / (percent ? 100 : 1);
      }
      // What else can make it unseen has no use on a field.
      if (/url\(|blur\(/.test(style.filter) || !/^(none)?$/.test(style.maskImage ?? "")) return false;
    }
    return product >= 0.5;
  }

  // What lies at a point, through open shadow roots; a label that floats over its field is looked through.
  function hitAt(x, y, field, root = document) {
    const hit = root.elementsFromPoint(x, y).find(one => one === field || one.closest("label")?.control !== field);
    return hit?.shadowRoot && hit !== root.host ? hitAt(x, y, field, hit.shadowRoot) ?? hit : hit;
  }

  function shown(field) {
    const kinds = { checkVisibilityCSS: true, visibilityProperty: true, contentVisibilityAuto: true };
    if (field.checkVisibility && !field.checkVisibility(kinds)) return false;
    const { width, height } = field.getBoundingClientRect();
    return width >= 10 && height >= 10 && opaque(field);
  }

  function visible(field) {
    if (!shown(field)) return false;
    field.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    const { left, top, width, height } = field.getBoundingClientRect();
    // An icon may lie over one part.
    return [1 / 4, 1 / 2, 3 / 4].filter(part => hitAt(left + width * part, top + height / 2, field) === field).length >= 2;
  }

  function find(digits) {
    const fields = [...inputsOf(document)].filter(usable);
    const inBoxes = boxes(fields, digits);
    const single = fields.filter(field => !inBoxes.some(group => group.fields.includes(field)))
      .map(field => ({ fields: [field], score: score(field, digits) }));
    const candidates = [...inBoxes, ...single].filter(one => one.score >= THRESHOLD).sort((a, b) => b.score - a.score);
    return candidates.find(one => one.fields.every(visible))?.fields ?? null;
  }

  // ---- putting a code in

  const setNatively = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  let filled = [];

  // As if typed, for pages that listen; the setter of the prototype is the second way, since frameworks that control an input
  // put their own on the element.
  function put(field, text) {
    field.focus();
    field.select();
    // The focus may have been given away, and the text would go there.
    const typed = field.getRootNode().activeElement === field && document.execCommand("insertText", false, text);
    if (!typed || field.value !== text) {
      setNatively.call(field, text);
      field.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  const valueOf = fields => fields.map(field => field.value).join("");

  // self.origin, since location.origin names the site also for what the site itself sandboxes as not its own.
  return {
    probe: digits => ({ origin: self.origin, found: find(digits) !== null }),

    // In one go, so that the page cannot be another one between the check and the fill. Never submits.
    fill(code, origin) {
      if (self.origin !== origin) return "elsewhere";
      const fields = find(code.length);
      if (!fields) return "no field";
      filled = fields;
      fields.forEach((field, index) => put(field, fields.length > 1 ? code[index] : code));
      return valueOf(fields).replace(/[\s-]/g, "") === code ? "filled" : "differs";
    },

    // A while after: pages that control a field may have put back what was there. One that is gone has done its work.
    // How they write it is theirs.
    kept: code => filled.some(field => !field.isConnected) || valueOf(filled).replace(/[\s-]/g, "") === code,
  };
})();
