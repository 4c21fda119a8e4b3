// Nothing is kept of this page: here is what is. It is looked at again once there is a connection.
import { parse } from "../lib/html.js";
import { who } from "./store.js";

const list = document.getElementById("readable");

async function listPages() {
  const cache = await caches.open(`pages-${(await who()).account}`);
  const pages = (await cache.keys()).filter(({ url }) => !url.endsWith("/new")); // which is to be written
  const found = await Promise.all(pages.map(async ({ url }) => {
    const answer = await cache.match(url), page = parse(await answer.text());
    return {
      url, at: +answer.headers.get("x-kept"), title: page.querySelector("h1").textContent,
      tab: page.querySelector(".tabs [aria-current]")?.textContent, number: url.match(/\d+$/)?.[0] ?? "",
    };
  }));
  for (const { url, title, number, tab } of found.sort((a, b) => !b.number - !a.number || b.at - a.at)) {
    const item = document.createElement("li"), link = document.createElement("a"), name = document.createElement("bdi");
    link.href = url;
    name.textContent = title;
    link.append(name, number || tab ? ` · ${number || tab.trim()}` : "");
    item.append(link);
    list.append(item);
  }
  list.hidden = document.getElementById("readable-title").hidden = !found.length;
}

listPages();
addEventListener("online", () => location.reload());
