// Prints, as JSON, what Lighthouse says of pages on a phone:
// node lighthouse.mjs CHROMIUM COOKIE CATEGORY,… URL…
import { launch } from "chrome-launcher"
import lighthouse from "lighthouse"

const [chromePath, cookie, categories, ...pages] = process.argv.slice(2)
const chrome = await launch({ chromePath, chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-component-update"], logLevel: "silent" })
const reports = []

// examine asks again where a busy machine was too slow for Lighthouse to see all.
async function examine(page, options, tries = 3) {
  try {
    const { lhr } = await lighthouse(page, options)
    const unseen = Object.values(lhr.categories).find(c => c.score === null)
    if (lhr.runtimeError || unseen) throw new Error(`${page}: ${lhr.runtimeError?.message ?? `no score for ${unseen.id}`}`)
    return lhr
  } catch (why) {
    if (tries > 1) return examine(page, options, tries - 1)
    throw why
  }
}

try {
  for (const page of pages) {
    const lhr = await examine(page, {
      port: chrome.port, logLevel: "silent", output: "json", onlyCategories: categories.split(","),
      extraHeaders: cookie ? { Cookie: cookie } : {},
      blockedUrlPatterns: ["*/live*"], // streams never come to rest
      skipAudits: ["errors-in-console"], // the page tells of the stream that is blocked here; the tour watches the console
    })
    const { audits } = lhr
    const scores = Object.fromEntries(Object.values(lhr.categories).map(c => [c.id, Math.round(c.score * 100)]))
    const wrong = Object.values(lhr.categories).flatMap(c => c.auditRefs.filter(r => r.weight > 0 && (audits[r.id]?.score ?? 1) < 0.9).map(r => ({
      Category: c.id, Rule: r.id, Title: audits[r.id].title, Said: audits[r.id].displayValue ?? "",
      Where: (audits[r.id].details?.items ?? []).slice(0, 3).map(i => i.node?.snippet ?? i.url ?? i.description ?? i.source ?? "").join(" | "),
    })))
    const figure = id => audits[id]?.numericValue
    reports.push({
      Page: lhr.finalDisplayedUrl, Scores: scores, Wrong: wrong,
      LCP: figure("largest-contentful-paint"), TBT: figure("total-blocking-time"), CLS: figure("cumulative-layout-shift"), Machine: lhr.environment.benchmarkIndex, Bytes: figure("total-byte-weight"),
    })
  }
} finally {
  chrome.kill()
}
console.log(JSON.stringify(reports))
