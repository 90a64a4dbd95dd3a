// One household from arrival through its chain into a home, and what the newcomer sees of it.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { accessible, signedIn, startHamn, untroubled, visitor } from "./hamn.mjs";

let hamn;
before(async () => (hamn = await startHamn({ people: 80 })));
after(() => hamn?.stop());

test("from arrival to a home, and the newcomer's own door", async () => {
  const coordinator = await signedIn(hamn, "coordinator");
  await accessible(coordinator, "overview");

  // Arrival.
  await coordinator.goto(`${hamn.address}/desk`);
  await coordinator.locator("#given-0").fill("Iryna");
  await coordinator.locator("#family-0").fill("Resa");
  await coordinator.locator("#original_given-0").fill("Ірина");
  await coordinator.locator("#birth_y-0").fill("1988");
  await coordinator.locator("#status").selectOption("temporary_protection");
  await coordinator.getByRole("button", { name: "Register the household" }).click();
  await coordinator.getByRole("heading", { name: "The household is registered" }).waitFor();
  const household = new URL(coordinator.url()).pathname;

  // Every tab of the household.
  for (const tab of ["", "/edit", "/alike", "/chain", "/stay", "/sharing", "/history", "/card"]) {
    await coordinator.goto(hamn.address + household + tab);
    await accessible(coordinator, `household${tab.replaceAll("/", "-")}`);
  }

  // The same person comes again, with her name as another language writes it. The desk says so while it is typed, and
  // what is decided afterwards is remembered.
  await coordinator.goto(`${hamn.address}/desk`);
  await coordinator.locator("#given-0").fill("Irina");
  await coordinator.locator("#birth_y-0").fill("1988");
  await coordinator.locator("#family-0").pressSequentially("Resa");
  await coordinator.getByRole("link", { name: "Compare Iryna Resa" }).waitFor();
  await accessible(coordinator, "desk-hits-reasons");
  await coordinator.locator("#status").selectOption("temporary_protection");
  await coordinator.getByRole("button", { name: "Register the household" }).click();
  await coordinator.getByRole("heading", { name: "The household is registered" }).waitFor();
  await coordinator.getByRole("link", { name: /See similar people/ }).click();
  await coordinator.getByRole("link", { name: "Iryna Resa" }).waitFor();
  await accessible(coordinator, "alike-proposed");
  await coordinator.getByRole("button", { name: "Not the same Iryna Resa" }).click();
  await coordinator.getByText("It is remembered.").waitFor();
  assert.equal(await coordinator.getByRole("link", { name: "Iryna Resa" }).count(), 0);

  // A link is started.
  await coordinator.goto(`${hamn.address}${household}/chain`);
  await coordinator.getByRole("main").locator("a[href*='/links/']").first().click();
  await accessible(coordinator, "link");

  // A bed: two people who ask for the same beds never both get them; here one asks.
  await coordinator.goto(`${hamn.address}${household}/stay/place`);
  await accessible(coordinator, "place");

  // The card, shown once.
  await coordinator.goto(`${hamn.address}${household}/card`);
  await coordinator.getByRole("main").getByRole("button").first().click();
  await coordinator.waitForLoadState();
  const card = await coordinator.getByRole("main").innerText();
  const code = card.match(/\b[0-9A-HJKMNP-TV-Z]{5}[ -][0-9A-HJKMNP-TV-Z]{5}\b|\b[0-9A-HJKMNP-TV-Z]{3,4}[ -][0-9A-HJKMNP-TV-Z]{3,4}[ -][0-9A-HJKMNP-TV-Z]{2,4}\b/)?.[0];
  const pin = card.match(/\b\d{6}\b|\b\d{3} \d{3}\b/)?.[0].replace(" ", "");
  assert.ok(code && pin, card);
  await accessible(coordinator, "card-printed");
  await coordinator.emulateMedia({ media: "print" });
  assert.ok((await coordinator.locator("body").innerText()).includes(code), "the printed card shows its code");
  assert.equal(await coordinator.locator("nav.nav").isVisible(), false, "and not the menu");
  await coordinator.emulateMedia({ media: null });

  for (const [locale, direction] of [["uk", "ltr"], ["ar", "rtl"]]) {
    const newcomer = await visitor(hamn, { locale, viewport: { width: 320, height: 700 } });
    await newcomer.goto(`${hamn.address}/my-chain/open`);
    assert.equal(await newcomer.locator("html").getAttribute("dir"), direction);
    await newcomer.locator("#code").fill(code.toLowerCase());
    await newcomer.locator("#pin").fill(pin);
    await newcomer.getByRole("main").getByRole("button").first().click();
    await newcomer.waitForURL(/\/my-chain$/);
    await accessible(newcomer, `my-chain-${locale}`);
    for (const path of ["/my-chain/record", "/my-chain/looked"]) {
      await newcomer.goto(hamn.address + path);
      await accessible(newcomer, `${path.slice(1).replaceAll("/", "-")}-${locale}`);
    }
    untroubled(newcomer);
    await newcomer.context().close();
  }

  // The pages of the coordinator, on a desktop and on a phone.
  for (const width of [1280, 320]) {
    await coordinator.setViewportSize({ width, height: 800 });
    for (const path of ["/overview", "/households", "/referrals", "/homes", "/homes/new", "/gaps", "/actors", "/duties", "/account", `${household}/chain`]) {
      await coordinator.goto(hamn.address + path);
      await accessible(coordinator, `coordinator${path.replace(household, "-household").replaceAll("/", "-")}-${width}`);
    }
  }
  untroubled(coordinator);
});

test("the first page is right without a reload", async () => {
  const reader = await signedIn(hamn, "case_worker");
  await reader.goto(`${hamn.address}/overview`);
  await reader.locator("live-region[data-state=live], .live-on").first().waitFor();
  await accessible(reader, "overview-case-worker");
  untroubled(reader);
});

test("the pages of the other roles", async () => {
  for (const [role, paths] of Object.entries({
    partner_coordinator: ["/overview", "/referrals", "/homes"],
    volunteer: ["/tasks"],
    host: ["/homes"],
    reader: ["/overview"],
    administrator: ["/users", "/users/new", "/actors", "/duties", "/import", "/audit", "/gaps"],
  })) {
    const page = await signedIn(hamn, role);
    for (const path of paths) {
      const response = await page.goto(hamn.address + path);
      assert.equal(response.status(), 200, `${role} ${path}`);
      await accessible(page, `${role}${path.replaceAll("/", "-")}`);
    }
    untroubled(page);
    await page.context().close();
  }
});
