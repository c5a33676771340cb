// Looks at pages with axe-core in Chromium and prints what it finds: one JSON line per violation.
// There are no frames, so one run in the page itself is all (what the builder calls legacy mode).
// usage: node axe.mjs < {"cookie": NAME, "pages": [{"name", "url", "token", "dark", "width", "open"}]}
import AxeBuilder from "@axe-core/playwright";
import { chromium } from "playwright-core";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const asked = JSON.parse(await new Response(process.stdin).text());
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--host-resolver-rules=MAP * 127.0.0.1"],
});
const contexts = new Map();

async function contextFor({ url, token, dark, width }) {
  const key = `${token} ${dark} ${width}`;
  if (!contexts.has(key)) {
    const look = { viewport: { width, height: 900 }, colorScheme: dark ? "dark" : "light", reducedMotion: "reduce" };
    const context = await browser.newContext(look);
    if (token) await context.addCookies([{ name: asked.cookie, value: token, url: new URL(url).origin }]);
    contexts.set(key, context);
  }
  return contexts.get(key);
}

for (const one of asked.pages) {
  const page = await (await contextFor(one)).newPage();
  const answer = await page.goto(one.url, { waitUntil: "domcontentloaded" });
  if (one.open) for (const closed of await page.$$("main details:not([open]) > summary")) await closed.click();
  const found = await new AxeBuilder({ page }).options({ runOnly: RULES, resultTypes: ["violations"] }).setLegacyMode().analyze();
  const looked = { page: one.name, status: answer.status(), passes: found.passes.length };
  console.log(JSON.stringify(looked));
  for (const { id, help, nodes } of found.violations) {
    const where = nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary.split("\n")[1]?.trim()}`);
    console.log(JSON.stringify({ page: one.name, id, help, where }));
  }
  await page.close();
}
await browser.close();
