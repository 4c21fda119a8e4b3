package e2e

import (
	"fmt"
	"os"

	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
)

// hold looks at a page in the ways that people need who see, read or point
// otherwise: big enough to tap, with letters of twice the size, in the few
// colours of their system, without anything that moves, and on paper.
func (s *site) hold(p *page, name, locale string, wrong findings) {
	say := func(what string, all []string) {
		for _, each := range all {
			wrong.add(what+": "+each, name)
		}
	}
	p.resize(phone)
	say("too small to tap", eval[[]string](p, small))
	say("moves", eval[[]string](p, moving))
	say("leaves less than half of the screen", eval[[]string](p, crowded))
	p.letters(32)
	for _, d := range []device{narrow, desktop, phone} {
		p.resize(d)
		if d.phone {
			say(fmt.Sprintf("leaves less than half of the screen at %d px with letters of 200 %%", d.width), eval[[]string](p, crowded))
		}
		say(fmt.Sprintf("cut off at %d px with letters of 200 %%", d.width), eval[[]string](p, cut))
		say(fmt.Sprintf("hides the field at %d px with letters of 200 %%", d.width), eval[[]string](p, hidden))
		if over := eval[string](p, wide); over != "" {
			wrong.add(fmt.Sprintf("sideways at %d px with letters of 200 %%: %s", d.width, over), name)
		}
	}
	p.letters(16)
	if locale != "es" && os.Getenv("HILO_TEST_ALL") == "" { // what follows is the same in every language
		p.resize(desktop)
		return
	}
	p.media("", "forced-colors", "active")
	say("without an edge in forced colours", eval[[]string](p, edgeless))
	say("told by colour alone in forced colours", eval[[]string](p, colourOnly))
	p.media("print", "prefers-color-scheme", "dark")
	say("on paper", eval[[]string](p, unprinted))
	p.resize(desktop)
}

// letters sets the size of letters that the person chose in their browser (px).
func (p *page) letters(size int64) {
	p.t.Helper()
	call(p, cdppage.SetFontSizes, cdppage.SetFontSizesParams{FontSizes: &cdppage.FontSizes{Standard: size}})
}

// media makes the page what it is for a medium ("" is the screen) with one wish
// of the person's beside the wish for nothing that moves.
func (p *page) media(medium, feature, value string) {
	p.t.Helper()
	p.looks = device{}
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: medium, Features: []*emulation.MediaFeature{
		{Name: feature, Value: value}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// named says what an element is, for a finding.
const named = `const named = e => (e.tagName.toLowerCase() + (e.id && !/\d/.test(e.id) ? "#" + e.id : "") + (e.className.baseVal === undefined && e.className ? "." + e.className.trim().split(/\s+/).join(".") : "") + " «" + (e.getAttribute("aria-label") ?? e.innerText ?? "").trim().replace(/\s+/g, " ").replace(/\d{2,}/g, "#").slice(0, 30) + "»");
	const seen = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: false });`

// small are the targets that a finger misses: under 44 px. What stands inside a
// sentence is as high as its line (WCAG 2.5.8, inline); a box or a file field is
// tapped by its label, a row by all of it.
const small = `(() => { ` + named + `
	const inSentence = e => getComputedStyle(e).display.startsWith("inline") && !/flex|grid/.test(getComputedStyle(e).display + getComputedStyle(e.parentElement).display) &&
		[...e.parentElement.childNodes].some(n => n !== e && !(n.nodeType === 1 && n.matches("a,button")) && n.textContent.trim());
	const box = e => { const r = e.getBoundingClientRect(); return { w: r.width, h: r.height }; };
	const area = e => {
		const after = getComputedStyle(e, "::after");
		if (after.position === "absolute" && after.content !== "none") return box(e.offsetParent);
		return box(e);
	};
	const all = [...document.querySelectorAll("a[href],button,input:not([type=hidden]),select,textarea,summary")].filter(seen);
	return all.map(e => e.matches("input") && e.closest("label") || e).filter(e => !e.matches("[tabindex='-1'].unseen")).filter(e => {
		const { w, h } = area(e);
		return !inSentence(e) && (w < 43.5 || h < 43.5);
	}).map(e => named(e) + " " + Math.round(box(e).w) + "×" + Math.round(box(e).h));
})()`

// moving is what moves although the person asked for nothing to; a colour that fades
// stays where it is.
const moving = `(() => { ` + named + `
	const moves = s => s.animationName !== "none" || /translate|transform|rotate|scale|inset|size|margin|all/.test(s.transitionProperty.replace(/^all$/, s.transitionDuration === "0s" ? "" : "all"));
	return [...document.querySelectorAll("body *")].filter(e => ["", "::before", "::after"].some(part => moves(getComputedStyle(e, part || null)))).map(named)
		.concat(document.getAnimations().filter(a => !/color$/.test(a.transitionProperty)).map(a => "animation " + (a.animationName ?? a.transitionProperty)));
})()`

// cut is text that its box cuts off. One line of a row may end in an ellipsis,
// a few of a heading may be all, if they have room for more than a word; boxes that scroll
// hide nothing. A hint in a field is seen whole.
const cut = `(() => { ` + named + `
	const hint = e => {
		const kept = e.value;
		e.value = e.placeholder;
		const over = e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1;
		e.value = kept;
		return over;
	};
	return [...document.querySelectorAll("body *")].filter(e => {
		const s = getComputedStyle(e);
		if (!seen(e) || e.closest(".unseen,[popover]:not(:popover-open),svg,select") || s.webkitLineClamp !== "none" || s.textOverflow === "ellipsis" || !e.innerText?.trim()) return false;
		const hides = v => v === "hidden" || v === "clip";
		return hides(s.overflowX) && e.scrollWidth > e.clientWidth + 1 || hides(s.overflowY) && e.scrollHeight > e.clientHeight + 1;
	}).map(named).concat([...document.querySelectorAll(".button,.status,.count,.tag,.menu__item,.newer")].filter(e => innerWidth > 320 && seen(e) && e.scrollWidth > e.clientWidth + 1).map(e => "runs over: " + named(e)),
		[...document.querySelectorAll("h1, h2")].filter(e => seen(e) && getComputedStyle(e).webkitLineClamp !== "none" && e.scrollHeight > e.clientHeight + 1 && e.clientWidth < 5 * parseFloat(getComputedStyle(e).fontSize)).map(e => "to a word: " + named(e)),
		[...document.querySelectorAll("[placeholder]")].filter(e => seen(e) && hint(e)).map(e => "hint " + e.placeholder));
})()`

// crowded is what stays on the screen while one reads, but for a menu that was opened, if
// it takes more than half of it.
const crowded = `(() => { ` + named + `
	scrollTo({ top: document.documentElement.scrollHeight / 2, behavior: "instant" });
	const stays = e => e && (["sticky", "fixed"].includes(getComputedStyle(e).position) ? e : stays(e.parentElement));
	const taken = new Map();
	for (let y = 4; y < innerHeight; y += 8) {
		const e = stays(document.elementFromPoint(innerWidth / 2, y));
		if (e && !e.matches(":popover-open")) taken.set(e, (taken.get(e) ?? 0) + 8);
	}
	const all = [...taken.values()].reduce((sum, each) => sum + each, 0);
	return all <= innerHeight / 2 ? [] : [...taken].map(([e, takes]) => takes + " px: " + named(e));
})()`

// hidden is what lies above the field one writes in, or pushes it off the screen,
// but for a menu that the person opened.
const hidden = `(() => { ` + named + `
	const field = document.getElementById("body");
	if (!field || !seen(field)) return [];
	const sticks = e => getComputedStyle(e).position === "sticky", foot = field.closest(".ticket__foot"), heading = document.querySelector(".ticket__head");
	if (!foot || !sticks(foot)) field.scrollIntoView({ block: "center", behavior: "instant" });
	const r = field.getBoundingClientRect(), out = [];
	for (const [x, y] of [[0.1, 0.2], [0.5, 0.5], [0.9, 0.8]]) {
		const px = r.left + r.width * x, py = Math.min(r.top + r.height * y, innerHeight - 2), above = document.elementFromPoint(px, py);
		if (above !== field && !above?.closest(":popover-open")) out.push(above ? named(above) : "off the screen");
	}
	if (heading && sticks(heading) && r.top < heading.getBoundingClientRect().bottom) out.push("the heading reaches the field");
	return [...new Set(out)];
})()`

// edgeless are buttons and fields that forced colours leave without a border.
const edgeless = `(() => { ` + named + `
	return [...document.querySelectorAll(".button,.newer,button:not(.link,.menu__item,.unseen),.input,.card,.ask,.composer__box,.entry__body,.drop,.file")].filter(e => {
		if (!seen(e) || e.closest(".unseen")) return false;
		const s = getComputedStyle(e), sides = ["Top", "Bottom"].filter(side => parseFloat(s["border" + side + "Width"]) > 0 && s["border" + side + "Style"] !== "none" && s["border" + side + "Color"] !== getComputedStyle(document.body).backgroundColor);
		return !sides.length;
	}).map(named);
})()`

// colourOnly are the chosen among others that only a colour would tell, and
// statuses without a word.
const colourOnly = `(() => { ` + named + `
	const look = e => { const s = getComputedStyle(e); return [s.borderBlockEndColor, s.borderBlockEndStyle, s.borderBlockEndWidth, s.outlineStyle, s.outlineWidth, s.outlineColor, s.textDecorationLine, s.backgroundColor, s.fontWeight].join(); };
	const out = [...document.querySelectorAll(".status")].filter(e => seen(e) && (!e.textContent.trim() || !e.querySelector("svg"))).map(named);
	for (const [on, off] of [[".tabs [aria-current]", ".tabs a:not([aria-current])"], [".rating [aria-pressed=true]", ".rating [aria-pressed=false]"], [".composer__kinds label:has(:checked)", ".composer__kinds label:not(:has(:checked))"], [".desk__rail [aria-current]", ".desk__rail a:not([aria-current])"]]) {
		const a = document.querySelector(on), b = document.querySelector(off);
		if (a && b && seen(a) && look(a) === look(b)) out.push(named(a));
	}
	return out;
})()`

// unprinted is what paper should not show, or fails to.
const unprinted = `(() => { ` + named + `
	const out = [...document.querySelectorAll(".topbar,.composer,.ticket__foot,.newer,.live,.skip,.tabs,.search,.desk__rail,.page__foot,.offer,.turn,button,.button,.composer textarea,.about select,[popover]:not(.about)")].filter(seen).map(e => "shows " + named(e));
	out.push(...[...document.querySelectorAll("#entries > [id^=entry-]")].filter(e => !seen(e) || e.getBoundingClientRect().height < 8 || e.getBoundingClientRect().width < innerWidth / 2).map(e => "has no room for " + named(e)));
	const light = c => { const n = document.createElement("canvas").getContext("2d"); n.fillStyle = c; n.fillRect(0, 0, 1, 1); return Math.max(...n.getImageData(0, 0, 1, 1).data.slice(0, 3)); };
	if (light(getComputedStyle(document.documentElement).backgroundColor) < 200) out.push("prints a dark ground");
	if (document.querySelector("#entries .entry__body") && light(getComputedStyle(document.querySelector("#entries .entry__body")).color) > 100) out.push("prints pale ink");
	const fixed = [...document.querySelectorAll("body *")].filter(e => seen(e) && /sticky|fixed/.test(getComputedStyle(e).position)).map(e => "repeats " + named(e));
	return out.concat(fixed);
})()`
