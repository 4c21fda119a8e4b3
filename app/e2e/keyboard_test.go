package e2e

import (
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// place is where the keyboard is, and what is wrong with being there.
type place struct {
	Name  string // what one hears and what it says
	ID    string
	Wrong string
}

// The looks of everything that a Tab can reach are kept while nothing has the
// focus (still), so that what has it can be told from what it was.
const focusTools = `(() => {
	const look = e => {
		let out = "";
		for (let i = 0; e && i < 5; i++, e = e.parentElement) for (const part of [null, "::after"]) {
			const s = getComputedStyle(e, part);
			out += [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderBlockStartColor, s.borderBlockEndColor, s.clipPath].join() + "|";
			if (i > 0 && e.matches("body,main")) return out;
		}
		return out;
	};
	const reach = () => [...document.querySelectorAll("a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex]")].filter(e => {
		if (e.disabled || e.tabIndex < 0 || !e.checkVisibility({ visibilityProperty: true })) return false;
		if (e.type !== "radio") return true;
		const group = [...document.getElementsByName(e.name)].filter(other => other.form === e.form);
		return e.checked || !group.some(other => other.checked) && group[0] === e;
	});
	const flow = e => { for (; e; e = e.parentElement) if (/sticky|fixed/.test(getComputedStyle(e).position) || e.matches(":popover-open")) return false; return true; };
	let still = new Map(), been, before = null;
	window.keys = {
		reach,
		missed: () => reach().filter(e => !been.has(e)).map(e => e.outerHTML.slice(0, 90)),
		begin() { been = new Set(); still = new Map(reach().filter(e => !e.matches(":focus")).map(e => [e, look(e)])); before = null; },
		place(back) {
			const e = document.activeElement, last = before;
			before = e;
			// A Tab after the last thing, or before the first, leaves the page; the next comes back.
			if (!e || e === document.body || e === document.documentElement) return { Name: "", ID: "", Wrong: !last || last === document.body || last === reach().at(back ? 0 : -1) ? "" : " is lost;" };
			const label = e.getAttribute("aria-label") ?? (e.labels?.[0] ?? e).innerText ?? "";
			const at = { Name: label.replace(/\s+/g, " ").trim(), ID: e.id, Wrong: "" };
			been.add(e);
			if (last === e) return at; // a part of the same: a date has several
			const was = still.get(e), s = getComputedStyle(e), r = e.getBoundingClientRect();
			if (was ? was === look(e) : s.outlineStyle === "none" && s.boxShadow === "none" && !e.closest(":focus-within.composer__box,.composer__box")) at.Wrong += " looks as without the focus;";
			if (r.width < 2 || r.height < 2 || r.bottom <= 0 || r.top >= innerHeight || r.right <= 0 || r.left >= innerWidth) at.Wrong += " is out of sight;";
			else {
				const inside = (v, max) => Math.min(Math.max(v, 1), max - 2);
				const spots = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]].map(([x, y]) => document.elementFromPoint(inside(r.left + r.width * x, innerWidth), inside(r.top + r.height * y, innerHeight)));
				if (!spots.some(above => above && (e.contains(above) || above.contains(e) || above.closest("label")?.control === e))) at.Wrong += " is covered by " + spots[0]?.outerHTML.slice(0, 80) + ";";
			}
			if (!back && last?.isConnected && last !== document.body && flow(last) && flow(e)) {
				const b = last.getBoundingClientRect(), apart = b.right <= r.left || b.left >= r.right;
				if (!apart && r.bottom < b.top) at.Wrong += " stands above what came before it;";
				if (last.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING) at.Wrong += " comes before it in the page;";
			}
			return at;
		},
	};
	keys.begin();
	return true;
})()`

// begins waits for the page to be there and looks at it before the first Tab.
func (p *page) begins() {
	p.t.Helper()
	p.until("is loaded", `document.readyState == "complete"`)
	call(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}) // others run beside it
	eval[bool](p, focusTools)
}

// tabs presses Tab once and says where that led; back is with Shift.
func (p *page) tabs(back bool) place {
	p.t.Helper()
	p.stroke("Tab", "Tab", 9, back)
	return p.stands(back)
}

// focus is where the keyboard is. It is never lost, never hidden, never unseen.
func (p *page) focus() place { p.t.Helper(); return p.stands(false) }

func (p *page) stands(back bool) place {
	p.t.Helper()
	at := eval[place](p, fmt.Sprintf(`keys.place(%v)`, back))
	if at.Wrong != "" {
		p.t.Errorf("on %s the focus at «%s»%s", p.here(), at.Name, at.Wrong)
	}
	return at
}

// stroke is one press of a key that writes nothing.
func (p *page) stroke(key, code string, number int64, shift bool) {
	p.t.Helper()
	var with int64
	if shift {
		with = 8
	}
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		call(p, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: key, Code: code, WindowsVirtualKeyCode: number, NativeVirtualKeyCode: number, Modifiers: with})
	}
}

func (p *page) escape()    { p.t.Helper(); p.stroke("Escape", "Escape", 27, false) }
func (p *page) enter()     { p.t.Helper(); p.key(kb.Enter) }
func (p *page) space()     { p.t.Helper(); p.key(" ") }
func (p *page) arrowDown() { p.t.Helper(); p.key(kb.ArrowDown) }
func (p *page) ctrlEnter() { p.t.Helper(); p.key(kb.Enter, chromedp.ModifierCtrl) }

// tabsTo goes on by Tab until the keyboard is at what has these words or, after
// a "#", this id.
func (p *page) tabsTo(what string) {
	p.t.Helper()
	var passed []string
	for range 120 {
		at := p.tabs(false)
		if at.is(what) {
			return
		}
		passed = append(passed, at.Name)
	}
	p.t.Fatalf("no Tab leads to «%s» on %s: %q", what, p.here(), passed)
}

func (at place) is(what string) bool {
	if id, is := strings.CutPrefix(what, "#"); is {
		return at.ID == id
	}
	return at.Name == what || strings.HasPrefix(at.Name, what+" ")
}

// round goes through the whole page by Tab: the skip link is first, everything
// is reached once, in order, and nothing keeps the keyboard. Then it skips.
func (p *page) round() {
	p.t.Helper()
	p.begins()
	all := eval[[]string](p, `keys.reach().map(e => (e.id || e.getAttribute("href") || e.getAttribute("aria-label") || e.innerText).trim())`)
	first := p.tabs(false)
	if first.Name != "Saltar al contenido" {
		p.t.Errorf("the first Tab of %s leads to «%s»", p.here(), first.Name)
	}
	for range 3 * len(all) {
		if at := p.tabs(false); at.Name+at.ID == "" || at.is("Saltar al contenido") {
			break
		}
	}
	if missed := eval[[]string](p, `keys.missed()`); len(missed) > 0 {
		p.t.Errorf("no Tab on %s leads to %q", p.here(), missed)
	}
	p.skips()
}

// skips takes the skip link: the next Tab is in the page's own matter.
func (p *page) skips() {
	p.t.Helper()
	for range 3 {
		if p.focus().is("Saltar al contenido") {
			break
		}
		p.tabs(false)
	}
	p.enter()
	p.until("skips", `location.hash == "#main"`)
	p.tabs(false)
	p.until("is in the page's own matter", `document.activeElement.closest("#main")`)
}

// menu opens one by its button, goes in and leaves it by Escape, which gives the
// focus back to the button.
func (p *page) opensMenu(button, menu string, key func()) {
	p.t.Helper()
	p.begins()
	p.tabsTo(button)
	key()
	p.until("the menu is open", fmt.Sprintf(`document.querySelector(%q).matches(":popover-open")`, menu))
	p.tabs(false)
	p.until("the keyboard is in the menu", fmt.Sprintf(`document.activeElement.closest(%q)`, menu))
	p.escape()
	p.until("Escape closes it and the focus is back", fmt.Sprintf(`!document.querySelector(%q).matches(":popover-open") && document.activeElement.getAttribute("popovertarget") == %q`, menu, menu[1:]))
	key()
	p.until("the menu is open again", fmt.Sprintf(`document.querySelector(%q).matches(":popover-open")`, menu))
}
