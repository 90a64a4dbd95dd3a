// The arrivals desk: with a mouse, with the keyboard alone, without JavaScript, on the smallest phone.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { accessible, signedIn, startHamn, untroubled, visitor } from "./hamn.mjs";

let hamn;
before(async () => (hamn = await startHamn()));
after(() => hamn?.stop());

test("the doors and the way in, on a desktop and on the smallest phone", async () => {
  for (const [name, options] of [
    ["desktop", {}],
    ["phone-320", { viewport: { width: 320, height: 640 } }],
    ["dark", { colorScheme: "dark" }],
    ["arabic-320", { viewport: { width: 320, height: 640 }, locale: "ar" }],
  ]) {
    const page = await visitor(hamn, options);
    for (const path of ["/", "/sign-in", "/sign-in/sent", "/my-chain/open", "/mailbox", "/no-such-page"]) {
      await page.goto(hamn.address + path);
      await accessible(page, `${name}${path.replaceAll("/", "-")}`);
    }
    if (name.startsWith("arabic")) assert.equal(await page.locator("html").getAttribute("dir"), "rtl");
    untroubled(page);
    await page.context().close();
  }
});

test("a household is registered in one form, and somebody similar shows while typing", async () => {
  const page = await signedIn(hamn, "desk");
  await page.goto(`${hamn.address}/desk`);
  await accessible(page, "desk");
  await page.getByLabel("Given name (optional)").first().fill("Oleksandra");
  await page.getByLabel("Family name (optional)").first().fill("Testenko");
  await page.getByLabel("Given name in its own script").first().fill("Олександра");
  await page.getByLabel("Year").first().fill("1990");
  await page.getByRole("button", { name: "Register the household" }).click();
  await page.getByRole("heading", { name: "The household is registered" }).waitFor();
  await accessible(page, "household-registered");

  await page.goto(`${hamn.address}/desk`);
  await page.getByLabel("Family name (optional)").first().pressSequentially("testen");
  await page.getByText("Oleksandra Testenko").first().waitFor();
  await accessible(page, "desk-hits");

  // A double click is one registration.
  await page.getByLabel("Given name (optional)").first().fill("Dubbel");
  await page.getByRole("button", { name: "Register the household" }).dblclick();
  await page.getByRole("heading", { name: "The household is registered" }).waitFor();
  await page.goto(`${hamn.address}/households`);
  assert.equal(await page.getByText("Dubbel testen").count(), 1);
  await accessible(page, "households");

  // Mistakes come back beside their fields with everything typed.
  await page.goto(`${hamn.address}/desk`);
  await page.getByLabel("Family name (optional)").first().fill("Kvar");
  await page.getByLabel("Year").first().fill("1850");
  await page.getByRole("button", { name: "Register the household" }).click();
  await page.getByRole("alert").waitFor();
  assert.equal(await page.getByLabel("Family name (optional)").first().inputValue(), "Kvar");
  await accessible(page, "desk-problems");
  untroubled(page);

  // What was typed is still there when the desk is opened again, says so, and can be put aside.
  await page.goto(`${hamn.address}/desk`);
  await page.locator("[data-keep-notice]").waitFor();
  assert.equal(await page.getByLabel("Family name (optional)").first().inputValue(), "Kvar");
  await accessible(page, "desk-kept");
  await page.locator("[data-keep-drop]").click();
  assert.equal(await page.getByLabel("Family name (optional)").first().inputValue(), "");

  // The same with the keyboard alone: from the top of the page to a registered household.
  await page.goto(`${hamn.address}/desk`);
  await page.keyboard.press("Tab");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Skip to main content/);
  await page.keyboard.press("Enter");
  for (let step = 0; step < 5; step++) {
    await page.keyboard.press("Tab");
    if ((await page.evaluate(() => document.activeElement.id)) === "given-0") break;
  }
  assert.equal(await page.evaluate(() => document.activeElement.id), "given-0");
  await page.keyboard.type("Tangent");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Bord");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "The household is registered" }).waitFor();
  untroubled(page);
  const state = await page.context().storageState();
  await page.context().close();

  // Without JavaScript, in the same session, on the smallest phone.
  const plain = await visitor(hamn, { javaScriptEnabled: false, storageState: state, viewport: { width: 320, height: 640 } });
  await plain.goto(`${hamn.address}/desk`);
  await plain.getByLabel("Given name (optional)").first().fill("Utan");
  await plain.getByRole("button", { name: "Add a person" }).click();
  assert.equal(await plain.locator("#given-0").inputValue(), "Utan");
  await plain.locator("#given-1").fill("Skript");
  await plain.getByRole("button", { name: "Register the household" }).click();
  await plain.getByText("2 people").first().waitFor();
  await plain.context().close();
});
