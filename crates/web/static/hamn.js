// Small helps on top of pages that work without any script. No dependencies, nothing inline, nothing evaluated.
"use strict";
(() => {
  const FRAGMENT = { "X-Hamn-Fragment": "1", Accept: "text/html" };

  // A redirect means that the session ended and the answer is a sign-in page: that must never be swapped into a region.
  async function fragment(url, options) {
    const answer = await fetch(url, { credentials: "same-origin", headers: FRAGMENT, ...options });
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
      for (const button of form.querySelectorAll("button:not([type=button])")) {
        if (!button.disabled) [button.disabled, button.dataset.locked] = [true, "yes"];
      }
      if (event.submitter) event.submitter.dataset.sending = "yes";
    });
  });

  // Coming back with the Back button shows the page as it was left, with its buttons still disabled.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("[data-locked]")) {
      button.disabled = false;
      delete button.dataset.locked;
      delete button.dataset.sending;
    }
  });

  // Hits while typing: asks for a fragment with the named fields of the form and puts it into the target region.
  customElements.define("type-ahead", class extends HTMLElement {
    connectedCallback() {
      this.fields = (this.dataset.fields || "").split(/\s+/).filter(Boolean);
      this.addEventListener("input", (event) => {
        if (!this.fields.includes(event.target.name)) return;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.ask(event.target.form), Number(this.dataset.wait) || 250);
      });
    }

    async ask(form) {
      const target = document.getElementById(this.dataset.target);
      if (!form || !target) return;
      this.stale?.abort();
      this.stale = new AbortController();
      const { signal } = this.stale;
      const values = new URLSearchParams();
      for (const name of this.fields) values.append(name, form.elements[name]?.value ?? "");
      const typed = [...values].filter(([name]) => name !== "csrf").map(([, value]) => value.trim()).join("");
      if (typed.length < (Number(this.dataset.min) || 2)) return target.replaceChildren();
      // Names belong in a request's body: an address ends up in logs and histories.
      const post = this.dataset.method === "post";
      const url = this.dataset.source + (post ? "" : `?${values}`);
      target.setAttribute("aria-busy", "true");
      try {
        const html = await fragment(url, post ? { method: "POST", body: values, signal } : { signal });
        if (signal.aborted) return;
        target.innerHTML = html;
        const said = document.getElementById(this.dataset.status);
        if (said) said.textContent = target.querySelector("[data-said]")?.dataset.said ?? "";
      } catch (error) {
        if (error.name !== "AbortError") target.replaceChildren();
      } finally {
        if (!signal.aborted) target.removeAttribute("aria-busy");
      }
    }
  });

  // One line to the server per address, shared by every region of the page: browsers allow only a few.
  const lines = new Map();
  function listen(url, region) {
    let line = lines.get(url);
    if (!line) {
      line = { regions: new Set(), pause: 1000 };
      lines.set(url, line);
      const tell = (what, topic) => line.regions.forEach((one) => one[what](topic));
      const open = () => {
        line.source = new EventSource(url);
        line.source.addEventListener("open", () => {
          line.pause = 1000;
          tell("live");
        });
        line.source.addEventListener("changed", (event) => tell("changed", event.data));
        line.source.addEventListener("error", () => {
          tell("lost");
          if (line.source.readyState !== EventSource.CLOSED) return;
          setTimeout(open, line.pause);
          line.pause = Math.min(line.pause * 2, 60000);
        });
      };
      open();
      window.addEventListener("pagehide", () => line.source.close());
      window.addEventListener("pageshow", (event) => event.persisted && open());
    }
    line.regions.add(region);
  }

  customElements.define("live-region", class extends HTMLElement {
    connectedCallback() {
      if (!window.EventSource) return;
      this.dataset.state = "still";
      this.last = 0;
      listen(this.dataset.events, this);
      const later = () => this.waiting && this.changed();
      this.addEventListener("focusout", () => setTimeout(later));
      document.addEventListener("visibilitychange", later);
    }

    // The line may have been down while something happened, so every opening but the page's first asks again.
    live() {
      if (this.opened) this.changed();
      else this.dataset.state = "live";
      this.opened = true;
    }

    lost() {
      this.dataset.state = "lost";
    }

    // At most once a second, never in a hidden page, and never under the hands of someone who types in the region.
    changed(topic) {
      const topics = this.dataset.topics?.split(/\s+/);
      if (topic && topics && !topics.includes(topic)) return;
      this.waiting = true;
      if (this.timer || document.hidden || this.querySelector("input:focus, select:focus, textarea:focus")) return;
      this.timer = setTimeout(() => this.swap(), Math.max(0, this.last + 1000 - Date.now()));
    }

    async swap() {
      this.waiting = false;
      this.last = Date.now();
      try {
        const html = await fragment(this.dataset.source);
        const focused = this.contains(document.activeElement) ? document.activeElement.id : "";
        const unfolded = [...this.querySelectorAll("details[open][id]")].map((one) => one.id);
        this.innerHTML = html;
        unfolded.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
        if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
        this.dataset.state = "live";
      } catch {
        this.lost();
      }
      this.timer = 0;
      if (this.waiting) this.changed();
    }
  });

  // "Add another": the server adds a row on its own; with script the row comes without a round trip.
  function addRow(button) {
    const template = document.getElementById(button.dataset.addRow);
    const number = Number(template.dataset.next);
    const row = document.createElement("div");
    row.innerHTML = template.innerHTML.replaceAll("__n__", number).replaceAll("__shown__", number + 1);
    template.dataset.next = number + 1;
    const added = row.firstElementChild;
    template.before(added);
    button.form.dataset.added = Number(button.form.dataset.added ?? 0) + 1;
    return added;
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-row]");
    if (!button) return;
    event.preventDefault();
    addRow(button).querySelector("input, select, textarea")?.focus();
  });

  // What was typed survives a session that ends mid-form. It is kept in this tab only, for this person only
  // (body[data-owner]), and never for passwords, files, hidden fields or anything marked data-private.
  const PREFIX = "hamn.keep.";
  const owner = document.body.dataset.owner;
  const mine = (name) => `${PREFIX}${owner}.${name}`;
  const done = document.querySelector("[data-kept-done]")?.dataset.keptDone;
  for (const key of Object.keys(sessionStorage).filter((one) => one.startsWith(PREFIX))) {
    if (done === "*" || (done && key === mine(done)) || (owner && !key.startsWith(mine("")))) sessionStorage.removeItem(key);
  }
  const isBox = (field) => field.type === "checkbox" || field.type === "radio";
  const read = (field) => (isBox(field) ? field.checked : field.value);
  const original = (field) => {
    if (isBox(field)) return field.defaultChecked;
    if (field.tagName === "SELECT") return ([...field.options].find((one) => one.defaultSelected) ?? field.options[0])?.value;
    return field.defaultValue;
  };
  function keepable(form) {
    const seen = {};
    return [...form.elements]
      .filter((field) => field.name && field.matches("input, select, textarea") && !field.closest("[data-private]"))
      .filter((field) => !["password", "file", "hidden", "submit"].includes(field.type))
      .map((field) => [`${field.name}#${(seen[field.name] = (seen[field.name] ?? -1) + 1)}`, field]);
  }
  for (const form of owner ? document.querySelectorAll("form[data-keep]") : []) {
    const key = mine(form.dataset.keep);
    const adder = form.querySelector("[data-add-row]");
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
    let restored = 0;
    for (let rows = kept?.rows ?? 0; adder && rows > 0; rows -= 1) addRow(adder);
    for (const [name, field] of kept ? keepable(form) : []) {
      const [value, before] = kept.fields[name] ?? [];
      // If the record has changed since, the new value stays: nobody is overwritten unseen.
      if (value === undefined || before !== original(field) || value === read(field)) continue;
      if (isBox(field)) field.checked = value;
      else field.value = value;
      restored += 1;
    }
    const notice = form.querySelector("[data-keep-notice]");
    if (notice && restored) notice.hidden = false;
    form.addEventListener("input", () => {
      const changed = keepable(form).filter(([, field]) => read(field) !== original(field));
      const fields = Object.fromEntries(changed.map(([name, field]) => [name, [read(field), original(field)]]));
      sessionStorage.setItem(key, JSON.stringify({ fields, rows: Number(form.dataset.added ?? 0) }));
    });
    form.querySelector("[data-keep-drop]")?.addEventListener("click", () => {
      sessionStorage.removeItem(key);
      form.reset();
      notice.hidden = true;
    });
  }
})();
