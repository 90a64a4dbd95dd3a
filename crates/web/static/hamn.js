// Small helps on top of pages that work without any script. No dependencies, nothing inline, nothing evaluated.
"use strict";
(() => {
  // A redirect means that the session ended and the answer is a sign-in page: that must never be swapped into a region.
  async function fragment(url, options) {
    const answer = await fetch(url, { headers: { "X-Hamn-Fragment": "1", Accept: "text/html" }, ...options });
    if (!answer.ok || answer.redirected) throw new Error(`no fragment from the server (${answer.status})`);
    return answer.text();
  }

  // Forms that must be sent once. The server has its own idempotency key; this spares people the doubt. A disabled
  // button is not part of the form's data, so buttons are disabled only after the browser has collected it.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => {
      const buttons = form.querySelectorAll("button:not([type=button]):enabled");
      for (const button of buttons) button.dataset.locked = button.disabled = true;
      if (event.submitter) event.submitter.dataset.sending = "yes";
    });
  });

  // Coming back with the Back button shows the page as it was left, with its buttons still disabled.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("[data-locked]")) {
      button.disabled = button.toggleAttribute("data-locked", false);
      button.removeAttribute("data-sending");
    }
  });

  // Hits while typing: asks for a fragment with the named fields of the form and puts it into the target region.
  customElements.define("type-ahead", class extends HTMLElement {
    connectedCallback() {
      this.names = this.dataset.fields.split(/\s+/);
      this.addEventListener("input", ({ target }) => {
        if (!this.names.includes(target.name)) return;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.ask(target.form), 250);
      });
    }

    async ask(form) {
      const target = document.getElementById(this.dataset.target);
      this.stale?.abort();
      this.stale = new AbortController();
      const { signal } = this.stale;
      const fields = this.names.map((name) => form.elements.namedItem(name)).filter((field) => field?.name);
      const typed = fields.map((field) => (field.type === "hidden" ? "" : field.value.trim())).join("");
      const values = new URLSearchParams(fields.map((field) => [field.name, field.value]));
      // Names of people belong in a request's body: an address ends up in logs and histories.
      const [url, how] = this.dataset.method === "post" ? ["", { method: "POST", body: values }] : [`?${values}`, {}];
      const enough = typed.length >= (this.dataset.min ?? 2);
      try {
        const html = enough ? await fragment(this.dataset.source + url, { ...how, signal }) : "";
        if (!signal.aborted) target.innerHTML = html;
      } catch {
        if (!signal.aborted) target.replaceChildren();
      }
      const said = document.getElementById(this.dataset.status);
      if (said && !signal.aborted) said.textContent = target.querySelector("[data-said]")?.dataset.said ?? "";
    }
  });

  // One line to the server per address, shared by every region of the page: browsers allow only a few. Once the server
  // has been heard to beat, a line that is silent for 50 seconds is dead, whatever the browser believes.
  const lines = new Map();
  function listen(url, region) {
    if (lines.has(url)) return lines.get(url).regions.push(region);
    const line = lines.set(url, { regions: [region], pause: 1000 }).get(url);
    const lost = () => line.regions.forEach((one) => one.lost());
    const again = (delay) => {
      clearTimeout(line.watch);
      line.watch = setTimeout(open, delay);
    };
    function open() {
      line.source?.close();
      if (line.beats) lost();
      line.source = new EventSource(url);
      const hear = (what, act) => line.source.addEventListener(what, (event) => {
        act(event);
        if (line.beats) again(50000);
      });
      // Something may have happened before the line was open, so every opening asks anew.
      hear("open", () => line.regions.forEach((one) => one.changed("", (line.pause = 1000))));
      hear("changed", (event) => line.regions.forEach((one) => one.changed(event.data)));
      hear("beat", () => (line.beats = true));
      line.source.addEventListener("error", () => {
        lost();
        if (line.source.readyState === EventSource.CLOSED) again((line.pause = Math.min(line.pause * 2, 60000)));
      });
    }
    open();
    window.addEventListener("pagehide", () => clearTimeout(line.watch, line.source.close()));
    window.addEventListener("pageshow", (event) => event.persisted && open());
  }

  customElements.define("live-region", class extends HTMLElement {
    connectedCallback() {
      this.last = 0;
      const later = () => this.waiting && this.changed();
      this.addEventListener("focusout", () => setTimeout(later));
      document.addEventListener("visibilitychange", later);
      listen(this.dataset.events, this);
    }

    lost = () => void (this.dataset.state = "lost");
    busy = () => document.hidden || this.querySelector("input:focus, select:focus, textarea:focus");

    // At most once a second, never in a hidden page, and never under the hands of someone who types in the region.
    changed(topic) {
      if (topic && this.dataset.topics && !this.dataset.topics.split(/\s+/).includes(topic)) return;
      this.waiting = true;
      if (this.timer || this.busy()) return;
      this.timer = setTimeout(() => this.swap(), Math.max(0, this.last + 1000 - Date.now()));
    }

    async swap() {
      this.waiting = false;
      this.last = Date.now();
      const html = await fragment(this.dataset.source).catch(() => this.lost());
      this.timer = 0;
      if (html !== undefined && !this.busy()) this.show(html);
      else if (html !== undefined) this.waiting = true;
      if (this.waiting) this.changed();
    }

    show(html) {
      const focused = this.contains(document.activeElement) && document.activeElement.id;
      const unfolded = [...this.querySelectorAll("details[open][id]")].map((one) => one.id);
      this.innerHTML = html;
      for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
      this.dataset.state = lines.get(this.dataset.events).source.readyState === EventSource.OPEN ? "live" : "lost";
    }
  });

  // "Add another": the server adds a row on its own; with script the row comes without a round trip.
  function addRow(button) {
    const template = document.getElementById(button.dataset.addRow);
    const row = document.createElement("template");
    const number = Number(template.dataset.next);
    row.innerHTML = template.innerHTML.replaceAll("__n__", number).replaceAll("__shown__", number + 1);
    template.dataset.next = number + 1;
    template.before(row.content);
    button.form.dataset.added = Number(button.form.dataset.added ?? 0) + 1;
    return template.previousElementSibling;
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-row]");
    if (button) addRow(button, event.preventDefault()).querySelector("input, select, textarea")?.focus();
  });

  // What was typed survives a session that ends mid-form. It is kept in this tab only, for this person only
  // (body[data-owner]), and never for passwords, files, hidden fields or anything marked data-private.
  const owner = document.body.dataset.owner;
  const mine = (name) => `hamn.keep.${owner}.${name}`;
  const done = document.querySelector("[data-kept-done]")?.dataset.keptDone;
  for (const key of Object.keys(sessionStorage).filter((one) => one.startsWith("hamn.keep."))) {
    if (done === "*" || key === mine(done) || (owner && !key.startsWith(mine("")))) sessionStorage.removeItem(key);
  }
  const held = (field) => (["checkbox", "radio"].includes(field.type) ? "checked" : "value");
  const chosen = ({ options }) => ([...options].find((one) => one.defaultSelected) ?? options[0])?.value;
  const original = (field) => {
    if (held(field) === "checked") return field.defaultChecked;
    return field.options ? chosen(field) : field.defaultValue;
  };
  function keepable(form) {
    const never = "button, fieldset, output, [type=password], [type=file], [type=hidden]";
    const open = (field) => field.name && !field.matches(never) && !field.closest("[data-private]");
    const fields = [...form.elements].filter(open);
    const earlier = (at) => fields.slice(0, at).filter((one) => one.name === fields[at].name).length;
    return fields.map((field, at) => [`${field.name}#${earlier(at)}`, field]);
  }
  for (const form of owner ? document.querySelectorAll("form[data-keep]") : []) {
    const key = mine(form.dataset.keep);
    const kept = JSON.parse(sessionStorage.getItem(key)) ?? { fields: {}, rows: 0 };
    const notice = form.querySelector("[data-keep-notice]");
    for (let rows = kept.rows; rows > 0; rows -= 1) addRow(form.querySelector("[data-add-row]"));
    for (const [name, field] of keepable(form)) {
      const [value, before] = kept.fields[name] ?? [];
      // If the record has changed since, the new value stays: nobody is overwritten unseen.
      if (value === undefined || before !== original(field) || value === field[held(field)]) continue;
      field[held(field)] = value;
      if (notice) notice.hidden = false;
    }
    form.addEventListener("input", () => {
      const changed = keepable(form).filter(([, field]) => field[held(field)] !== original(field));
      const fields = Object.fromEntries(changed.map(([name, field]) => [name, [field[held(field)], original(field)]]));
      sessionStorage.setItem(key, JSON.stringify({ fields, rows: Number(form.dataset.added ?? 0) }));
    });
    form.querySelector("[data-keep-drop]")?.addEventListener("click", () => {
      sessionStorage.removeItem(key);
      form.reset();
      notice.hidden = true;
    });
  }
})();
