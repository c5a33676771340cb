// Looks at pages with axe-core in Chromium and prints what it finds: one JSON line per violation.
// There are no frames, so one run in the page itself is all (what the builder calls legacy mode). Two tabs share the
// work and are kept from page to page, since a new process for each page costs more than axe; pictures are not
// loaded, since axe reads only what is said of them.
// usage: node axe.mjs < {"cookie": NAME, "chromium": PROGRAM, "pages": [{"name", "url", "token", "dark", "width", "open"}]}
import AxeBuilder from "@axe-core/playwright";
import { chromium } from "playwright-core";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const TABS = 2;
const asked = JSON.parse(await new Response(process.stdin).text());
const browser = await chromium.launch({
  executablePath: asked.chromium,
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-software-rasterizer", "--no-first-run", "--host-resolver-rules=MAP * 127.0.0.1",
    "--blink-settings=imagesEnabled=false",
  ],
});

async function visit(context, page, { url, token, dark, width }) {
  await context.clearCookies();
  if (token) await context.addCookies([{ name: asked.cookie, value: token, url: new URL(url).origin }]);
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: dark ? "dark" : "light", reducedMotion: "reduce" });
  return page.goto(url, { waitUntil: "domcontentloaded" });
}

function unfold(page, which) {
  return page.evaluate((which) => {
    const folds = document.querySelectorAll(`main ${which}`);
    for (const fold of folds) fold.open = true;
    return folds.length;
  }, which);
}

function eye(page, rules) {
  return new AxeBuilder({ page }).options({ runOnly: RULES, resultTypes: ["violations"], rules }).setLegacyMode();
}

// What sticks to the lower edge of the window covers something of every page that is higher; it is scrolled from under it.
// So the window is made as high as the page: then everything can be seen, as it can by scrolling.
async function raise(page) {
  const { width } = page.viewportSize();
  await page.setViewportSize({ width, height: await page.evaluate(() => document.documentElement.scrollHeight) });
}

// An open menu lies over what is below it, so the menus are looked at by themselves.
async function look(context, page, one) {
  const answer = await visit(context, page, one);
  if (one.open) await unfold(page, "details:not(.menu, .label-choice)");
  await raise(page);
  const found = await eye(page, {}).analyze();
  console.log(JSON.stringify({ page: one.name, status: answer.status(), passes: found.passes.length }));
  say(one, found);
  if (one.open && (await unfold(page, "details:is(.menu, .label-choice)"))) {
    say(one, await eye(page, { "target-size": { enabled: false } }).include("main details:is(.menu, .label-choice)").analyze());
  }
}

function say(one, found) {
  for (const { id, impact, help, nodes } of found.violations) {
    const where = nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary.split("\n")[1]?.trim()}`);
    console.log(JSON.stringify({ page: one.name, id, impact, help, where }));
  }
}

async function tab() {
  const context = await browser.newContext();
  const page = await context.newPage();
  for (let one = asked.pages.shift(); one; one = asked.pages.shift()) await look(context, page, one);
}

await Promise.all(Array.from({ length: TABS }, tab));
await browser.close();
