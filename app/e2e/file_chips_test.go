package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"testing"

	"hilo/app/world"
)

// outside are the files that do not go, each with its reason, and whether it may be tried again.
const outside = `[...document.querySelectorAll("[data-files] > .file--failed")].map(li => li.querySelector(".file__name").textContent.trim() + ": " + li.querySelector(".file__why").innerText + (li.querySelector("[data-retry]").checkVisibility() ? " ↻" : "")).join("|")`

// large is a file of so many bytes, all of them NUL.
func (s *site) large(name string, bytes int64) string {
	path := s.file(name, "")
	s.must(os.Truncate(path, bytes))
	return path
}

// Ana chooses more than fits, an empty file and one that is too large: what fits goes
// up, each of the others is red and says why, and nothing is sent without them until
// one tap has taken them away.
func TestRefusedFiles(t *testing.T) {
	s, ana, number := writer(t, phone)
	ana.provoke("status of 4(13|22)|status of 503")
	paths := []string{s.large("video.mp4", 30_000_000), s.file("vacio.txt", "")}
	for i := range 12 {
		paths = append(paths, s.file(fmt.Sprintf("%c.txt", 'a'+i), "prueba\n"))
	}
	ana.attachFiles("#files", paths...)
	const why = "video.mp4: 30 MB; se admiten hasta 25 MB|vacio.txt: Está vacío|k.txt, l.txt: Caben hasta 10 archivos por mensaje"
	ana.until("each says why", fmt.Sprintf(outside+` == %q`, why))
	ana.until("ten are up", `document.querySelectorAll("[data-upload]").length == 10`)
	ana.fits()
	ana.press("Enviar")
	ana.sees("Hay archivos que no se pueden enviar.")
	ana.until("all of them are still told", fmt.Sprintf(outside+` == %q`, why))
	ana.press("[data-drop]")
	ana.until("they are gone", `document.querySelectorAll("[data-files] > li").length == 10 && !document.querySelector("[data-drop]").checkVisibility() && !document.querySelector("#composer [data-say]").innerText`)
	ana.press("[data-upload] [data-remove]")
	ana.press("[data-upload] [data-remove]")

	ana.attachFiles("#files", s.file("tarea.sh", "#!/bin/sh\n"))
	ana.until("the server says why", outside+`.startsWith("tarea.sh: «tarea.sh» es un script") && !`+outside+`.endsWith("↻")`)
	s.cable.spoil(rule{method: "POST", suffix: "/uploads", status: 413})
	ana.attachFiles("#files", s.file("grande.txt", "prueba\n"))
	ana.until("a server before ours says why", outside+`.endsWith("grande.txt: El servidor no admite archivos tan grandes")`)
	s.cable.heal()
	s.cable.spoil(rule{method: "POST", suffix: "/uploads", status: 503})
	ana.attachFiles("#files", s.file("luego.txt", "prueba\n"))
	ana.until("what may go later can be tried again", outside+`.endsWith("luego.txt: No se ha podido subir ↻")`)
	s.cable.heal()
	ana.press(".file--failed [data-retry]:not([hidden])")
	ana.until("it goes", `document.querySelectorAll("[data-upload]").length == 9`)
	ana.press("[data-drop]")
	ana.press("Enviar")
	ana.until("it is sent", entriesSaying(draft)+sentOnce)
	ana.sees("luego.txt")
	if n := s.stored(number, draft); n != 1 {
		t.Errorf("%d messages stored", n)
	}

	nobody := s.browse(t, "", phone)
	nobody.open("/tickets/new")
	nobody.attachFiles("#files", s.large("video.mp4", 12_000_000), s.file("vacio.txt", ""), s.file("a.txt", "a\n"))
	nobody.attachFiles("#files", s.file("b.txt", "b\n"), s.file("c.txt", "c\n"), s.file("d.txt", "d\n"))
	nobody.until("each says why", outside+` == "video.mp4: 12 MB; se admiten hasta 10 MB|vacio.txt: Está vacío|d.txt: Caben hasta 3 archivos por mensaje"`)
	nobody.press("[data-drop]")
	const goes = `[...document.querySelector("#files").files].map(f => f.name).join() == "a.txt,b.txt,c.txt" && document.querySelectorAll("[data-files] > li").length == 3`
	nobody.until("the others go", goes)
	nobody.provoke("status of 413")
	nobody.write("#email", "nadie@example.com")
	nobody.choose("#topic", "other")
	nobody.write("#subject", "Tres archivos")
	nobody.write("#body", draft)
	s.cable.spoil(rule{method: "POST", suffix: "/tickets", status: 413})
	nobody.press("Enviar")
	nobody.sees("El servidor no admite archivos tan grandes")
	nobody.until("all of it is still there", goes+` && document.querySelector("#body").value == "`+draft+`"`)
	s.cable.heal()
	nobody.press("Enviar")
	nobody.sees("n•••@e•••.com")
}

// picture is a file with one colour in it.
func (s *site) picture(name string, c color.Color) string {
	s.t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 900, 600))
	for i := range 900 * 600 {
		img.Set(i%900, i/900, c)
	}
	var b bytes.Buffer
	s.must(png.Encode(&b, img))
	return s.file(name, b.String())
}

// Ana sees a picture before she sends it, and those of the thread open over the page,
// one beside the other; the page is as it was when she closes them.
func TestPicturesOverThePage(t *testing.T) {
	s, ana, number := writer(t, phone)
	ana.attachFiles("#files", s.picture("roja.png", color.RGBA{200, 40, 40, 255}), s.picture("verde.png", color.RGBA{40, 160, 60, 255}))
	ana.until("both are up, each with its picture", `document.querySelectorAll("[data-upload] [data-view]:not([hidden]) img").length == 2 && [...document.querySelectorAll("[data-view] img")].every(img => img.naturalWidth == 900)`)
	const open = `document.querySelector("dialog[open]")`
	const seen = open + `?.querySelector(".viewer__name").innerText.replace(/\s+/g, " ").trim()`
	ana.press("[data-upload]:last-child [data-view]")
	ana.until("it is large", seen+` == "verde.png 2 / 2" && document.querySelectorAll(".viewer__strip img")[1].getBoundingClientRect().width > innerWidth * 0.9`)
	ana.press("[data-shut]")
	ana.until("the page is back", `!`+open+` && document.activeElement.matches("[data-view]")`)
	ana.press("Enviar")
	ana.until("it is sent", entriesSaying(draft)+sentOnce)

	sam := s.browse(t, world.Sam, desktop)
	sam.open(fmt.Sprint("/desk/tickets/", number))
	for name, p := range map[string]*page{"ana": ana, "sam": sam} {
		p.until("both are there", `[...document.querySelectorAll("#entries a.file--image img")].filter(img => img.naturalWidth).length == 2`)
		p.press("#entries a.file--image")
		p.until("the first is open", seen+` == "roja.png 1 / 2" && `+open+`.querySelector("img").naturalWidth == 900`)
		p.fits()
		p.key("\u0303") // ArrowRight
		p.until("the next", seen+` == "verde.png 2 / 2"`)
		p.press("[data-step='-1']")
		p.until("and back", seen+` == "roja.png 1 / 2" && document.querySelector("[data-step='-1']").ariaDisabled == "true"`)
		p.press("[data-zoom]")
		p.until("near", open+`.querySelector("img").getBoundingClientRect().width > `+open+`.querySelector("li").clientWidth`)
		p.press("[data-zoom]")
		p.until("far", open+`.querySelector("img").getBoundingClientRect().width <= `+open+`.querySelector("li").clientWidth`)
		if save := eval[string](p, open+`.querySelector("a").download + " " + `+open+`.querySelector("a").getAttribute("href").includes("/files/")`); save != "roja.png true" {
			t.Errorf("%s saves %s", name, save)
		}
		p.key("\u001b")
		p.until("the page is as it was", `!`+open+` && document.activeElement.matches("a.file--image") && location.pathname.endsWith("`+fmt.Sprint(number)+`")`)
	}
}
