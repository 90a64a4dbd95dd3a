// What every journey needs: the program with an imagined municipality, and browsers signed in to it.

import { spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const screenshots = process.env.HAMN_SCREENSHOTS;

/** Starts a demo municipality of its own; gives its address and a link per role. */
export async function startHamn({ people = 60, seed = 7, municipality = "1784" } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "hamn-e2e-"));
  const binary = process.env.HAMN_BINARY ?? "target/debug/hamn";
  const child = spawn(
    binary,
    ["demo", "--listen", "127.0.0.1:0", "--data", folder, "--municipality", municipality, "--people", `${people}`, "--seed", `${seed}`],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let said = "";
  let complained = "";
  child.stderr.on("data", (text) => (complained += text));
  const links = {};
  const address = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`hamn ended with ${code}: ${complained}`)));
    child.stdout.on("data", (text) => {
      said += text;
      const lines = said.split("\n");
      said = lines.pop();
      for (const line of lines) {
        const [name, value] = line.split("\t");
        if (name === "address") resolve(value);
        else if (value) links[name] = value;
      }
    });
  });
  const browser = await chromium.launch({
    executablePath: process.env.HAMN_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  return {
    address,
    links,
    browser,
    async stop() {
      await browser.close();
      child.removeAllListeners("exit");
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A fresh browser. It fails the journey for a request to anywhere else, a script error or a broken policy. */
export async function visitor(hamn, options = {}) {
  const context = await hamn.browser.newContext({
    locale: "en-GB",
    timezoneId: "Europe/Stockholm",
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
    ...options,
  });
  // The imagined users prefer Swedish; a journey says which language it reads.
  await context.addCookies([{ name: "hamn_language", value: (options.locale ?? "en").slice(0, 2), url: hamn.address }]);
  const trouble = [];
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(hamn.address) && !url.startsWith("about:") && !url.startsWith("data:")) trouble.push(`request to ${url}`);
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => trouble.push(`script error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy/.test(message.text())) trouble.push(message.text());
  });
  page.trouble = trouble;
  page.setDefaultTimeout(15_000);
  return page;
}

/** A browser signed in to a role: asks for a link like anybody, finds it in the demo's mailbox, presses the button. */
export async function signedIn(hamn, role, options = {}) {
  const page = await visitor(hamn, options);
  const link = hamn.links[role];
  assert.ok(link, `no link for ${role}`);
  await page.goto(link);
  await page.getByRole("main").getByRole("button").click();
  // The printed link is spent; the next browser of this role asks for one by mail.
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  return page;
}

/** No finding of axe on the page as it stands, and nothing wider than the window. */
export async function accessible(page, name) {
  // Playwright evaluates outside the page's content security policy, so the policy stays on.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `    ${node.html}`).join("\n")}`);
  assert.deepEqual(told, [], `${name} (${page.url()})`);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(overflow <= 0, `${name}: ${overflow} px wider than the window`);
  const text = await page.locator("body").innerText();
  assert.ok(!text.includes("⟦"), `${name}: a message is missing: ${text.match(/⟦[^⟧]*⟧/)?.[0]}`);
  if (screenshots) {
    mkdirSync(screenshots, { recursive: true });
    await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
  }
}

/** Nothing went wrong behind the page. */
export function untroubled(page) {
  assert.deepEqual(page.trouble, []);
}
