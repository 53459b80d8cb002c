// Opens each page (a file) in headless Chromium as people have it and says what is wrong with it:
// axe-core on a desk in light and on a phone in dark; without script; on paper; with the filter used.
// Prints one line for each fault and exits with 1 if there is one. A page that cannot be opened is
// a fault too.
//   node check.mjs CHROMIUM PAGE…
import { chromium } from "playwright-core";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const [executablePath, ...pages] = process.argv.slice(2);
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath, args });
const desk = { width: 1280, height: 900 };
const phone = { width: 360, height: 740 };
setTimeout(() => { console.log("hangs"); process.exit(2); }, 300_000).unref();
let faults = 0;
let checks = 0;
const fault = (page, where, what) => {
  faults += 1;
  console.log(`${page}: ${where}: ${what}`);
};

const open = async (path, where, options, then) => {
  // The page's own content policy would keep axe out; it is checked apart, with nothing injected.
  const context = await browser.newContext({ bypassCSP: options.axe ?? false, ...options.context });
  try {
    const page = await context.newPage();
    const url = pathToFileURL(path).href;
    page.on("request", (it) => it.url().split("#")[0] === url || fault(path, where, `asks for ${it.url()}`));
    page.on("pageerror", (it) => fault(path, where, `script: ${it.message}`));
    page.on("console", (it) => it.type() === "error" && fault(path, where, `console: ${it.text()}`));
    await page.goto(url);
    await then(page);
    checks += 1;
  } catch (error) {
    fault(path, where, String(error));
  } finally {
    await context.close();
  }
};

for (const path of pages) {
  for (const [name, viewport, colorScheme] of [["desk, light", desk, "light"], ["phone, dark", phone, "dark"]]) {
    await open(path, name, { axe: true, context: { colorScheme, viewport } }, async (page) => {
      // What is closed is checked too.
      await page.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
      await page.addScriptTag({ path: axe });
      const result = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
      for (const it of result.violations) {
        fault(path, name, `axe ${it.id}: ${it.help}: ${it.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
      }
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) fault(path, name, `wider than the screen by ${over} px`);
    });
  }
  await open(path, "without script", { context: { javaScriptEnabled: false, viewport: desk } }, async (page) => {
    if (await page.locator(".filter:visible").count()) fault(path, "without script", "a filter that does nothing");
    const hidden = await page.locator("article[data-severity][hidden]").count();
    if (hidden) fault(path, "without script", `${hidden} findings are hidden`);
  });
  await open(path, "paper", { context: { viewport: desk } }, async (page) => {
    await page.emulateMedia({ media: "print" });
    if (await page.locator(".filter:visible, nav:visible").count()) fault(path, "paper", "controls that paper has no use for");
    const found = await page.locator("article[data-severity]").count();
    const seen = await page.locator("article[data-severity]:visible").count();
    if (found !== seen) fault(path, "paper", `${found - seen} of ${found} findings are not printed`);
    const pdf = await page.pdf({ format: "A4" });
    if (pdf.length < 2000) fault(path, "paper", "nothing is printed");
  });
  await open(path, "keyboard and filter", { context: { viewport: desk } }, async (page) => {
    if (!await page.locator(".filter").count()) return;
    await page.keyboard.press("Tab");
    const first = await page.evaluate(() => document.activeElement?.matches(".filter input"));
    if (!first) fault(path, "keyboard", "the first stop is not the filter");
    const found = page.locator("article[data-severity]");
    const all = await found.count();
    if (!all) return;
    const id = await found.first().locator(".tags code").first().textContent();
    await page.keyboard.type(id);
    const shown = await page.locator("article[data-severity]:not([hidden])").count();
    const hits = await found.evaluateAll((list, id) => list.filter((it) => it.textContent.includes(id)).length, id);
    if (shown !== hits) fault(path, "filter", `${shown} findings are shown for ${id}, not ${hits}`);
    const said = await page.locator(".filter output").textContent();
    if (said !== `${shown} of ${all} findings shown`) fault(path, "filter", `it says: ${said}`);
    await page.locator(".filter button").click();
    const back = await page.locator("article[data-severity]:not([hidden])").count();
    if (back !== all) fault(path, "filter", `after clearing, ${all - back} findings stay hidden`);
  });
}
await browser.close();
console.log(`${checks} checks of ${pages.length} pages, ${faults} faults`);
process.exit(faults ? 1 : 0);
