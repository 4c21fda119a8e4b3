package e2e

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"hilo/app/world"
)

const columns = "    total  used\nMem:\t7964\n\n\n\nשלום לכם\nHello.\n\n  fin"

// form of the last message: its text as the page shows it, and its size.
const form = `(e => [e.innerText.replaceAll("\u00a0", " "), e.offsetWidth, e.offsetHeight].join("|"))([...document.querySelectorAll("#entries .entry__body")].at(-1))`

// sides tells for each of words whether its line begins at the right of the bubble.
const sides = `(words => words.map(word => {
	const body = [...document.querySelectorAll("#entries .entry__body")].at(-1), walk = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
	for (let node = walk.nextNode(); node; node = walk.nextNode()) {
		const at = node.data.indexOf(word);
		if (at < 0) continue;
		const range = new Range();
		range.setStart(node, at);
		range.setEnd(node, at + word.length);
		const box = range.getBoundingClientRect(), around = body.getBoundingClientRect();
		return around.right - box.right < box.left - around.left ? "right" : "left";
	}
}).join(" "))(["שלום", "Hello", "Mem"])`

// inColumns are the paragraphs of the last message that are shown in columns.
const inColumns = `[...[...document.querySelectorAll("#entries .entry__body")].at(-1).querySelectorAll("p")].filter(p => getComputedStyle(p).whiteSpace === "pre").map(p => p.innerText.replace(/^\n+/, "").replaceAll("\u00a0", " ")).join("\n\n")`

// inCode are the lines of the first message that has code, as code and as anything else.
const inCode = `(body => [[...body.querySelectorAll("pre")].map(pre => pre.textContent.trim()).join("\n"), [...body.querySelectorAll("p")].map(p => p.innerText.trim()).join("\n"), body.offsetHeight].join("\n====\n"))(document.querySelector("#entries .entry__body:has(pre)"))`

// Ana pastes code, tables, prose and a word in Hebrew: it stands there as she typed it,
// while it waits and once it is sent, for her and for Sam, and so it is copied.
func TestBlanksAndDirections(t *testing.T) {
	s, ana, number := writer(t, desktop)
	tables, err := os.ReadFile("../../views/testdata/columns.txt")
	prose, err2 := os.ReadFile("../../views/testdata/prose.txt")
	fences, err3 := os.ReadFile("../../views/testdata/fences.txt")
	s.must(errors.Join(err, err2, err3))
	first, _, _ := strings.Cut(columns, "\n\n")
	tabled := first + "\n\n" + strings.Trim(string(tables), "\n")
	text := columns + strings.TrimPrefix(tabled, first) + "\n\n" + strings.Trim(string(prose), "\n")
	path := fmt.Sprint("/tickets/", number)
	ana.controlled()
	ana.keeps(path)
	ana.provoke("ERR_|htmx|fetch|Failed")
	s.cable.cut()
	paste := func(text string) {
		ana.rewrite("#body", "")
		eval[bool](ana, fmt.Sprintf(`document.querySelector("#body").value = "\n" + %q; document.querySelector("#body").dispatchEvent(new Event("input", { bubbles: true }))`, text))
		ana.press("Enviar")
	}
	paste(string(fences))
	ana.until("code is shown so", `!!document.querySelector("[data-unsent] pre")`)
	coded := eval[string](ana, inCode)
	for i, part := range strings.Split(coded, "\n====\n") {
		if n := strings.Count(part, "yes"); i == 0 && n != strings.Count(string(fences), "yes") || i == 1 && n > 0 {
			t.Errorf("while it waits: %s", part)
		}
	}
	paste(text)
	ana.until("both wait", `document.querySelectorAll("[data-unsent]").length == 2`)
	ana.until("what stands in columns is shown so", inColumns+fmt.Sprintf(" === %q", tabled))
	waiting := eval[string](ana, form)
	if got := eval[string](ana, sides); got != "right left left" {
		t.Errorf("while it waits, to the %s", got)
	}
	s.cable.plug(t)
	ana.until("it is sent", `!document.querySelector("[data-unsent]") && [...document.querySelectorAll("#entries .entry__body")].at(-1).innerText.includes("fin")`)
	sam := s.browse(t, world.Sam, phone)
	sam.open(fmt.Sprint("/desk", path))
	sam.fits()
	for name, p := range map[string]*page{"ana": ana, "sam": sam} {
		if got := eval[string](p, sides); got != "right left left" {
			t.Errorf("for %s to the %s", name, got)
		}
		copied := eval[string](p, `(getSelection().selectAllChildren([...document.querySelectorAll("#entries .entry__body")].at(-1)), getSelection().toString())`)
		if strings.TrimRight(copied, "\n") != text {
			t.Errorf("%s copies %q", name, copied)
		}
		if got := eval[string](p, inCode); name == "ana" && got != coded {
			t.Errorf("it waited as\n%s\nand is\n%s", coded, got)
		}
		if got := eval[string](p, inColumns); got != tabled {
			t.Errorf("for %s stands in columns\n%s", name, got)
		}
	}
	ana.press("Copiar")
	ana.sees("Copiado")
	if sent := eval[string](ana, form); sent != waiting {
		t.Errorf("it was %q and is %q", waiting, sent)
	}
}

// On paper a ticket has whole dates, its address, and says what is not on it.
func TestPaper(t *testing.T) {
	s := start(t)
	number := s.long(world.Ana)
	s.chatter(number, "b ")
	s.chatter(number, "c ")
	ana := s.browse(t, world.Ana, phone)
	ana.open(fmt.Sprint("/tickets/", number))
	const onPaper = `document.querySelector("main").innerText`
	if text := eval[string](ana, onPaper); strings.Contains(text, "mensajes anteriores: están") || strings.Contains(text, s.url) {
		t.Errorf("the screen shows what is for paper:\n%.300s", text)
	}
	ana.media("print", "prefers-color-scheme", "light")
	text := eval[string](ana, onPaper)
	for _, word := range []string{fmt.Sprint(number), fmt.Sprint(s.url, "/tickets/", number), world.Ana, "mensajes anteriores: están en la dirección de arriba"} {
		if !strings.Contains(text, word) {
			t.Errorf("lacks %s:\n%.500s", word, text)
		}
	}
	if strings.Contains(text, "Hoy") {
		t.Errorf("says «today»:\n%.500s", text)
	}
	dates := eval[string](ana, `[...document.querySelectorAll("#entries .entry time")].filter(time => !/ de \d{4}, /.test(getComputedStyle(time, "::after").content)).map(time => time.outerHTML).join()`)
	if dates != "" {
		t.Errorf("no whole date: %s", dates)
	}
}
