package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"

	"hilo/app/desk"
	"hilo/app/files"
	"hilo/app/world"
)

// dropFiles lets files and folders of this machine fall on a thing of the page.
func (p *page) dropFiles(on string, paths ...string) {
	p.t.Helper()
	at := p.spot(on)
	for _, kind := range []input.DispatchDragEventType{input.DispatchDragEventTypeDragEnter, input.DispatchDragEventTypeDragOver, input.DispatchDragEventTypeDrop} {
		call(p, input.DispatchDragEvent, input.DispatchDragEventParams{Type: kind, X: at.X, Y: at.Y, Data: &input.DragData{Files: paths, DragOperationsMask: 1}})
	}
}

const chipsSay = `[...document.querySelectorAll("[data-files] > li")].map(li => li.querySelector(".file__name").innerText.trim() + (li.matches(".file--failed") ? "!" : li.dataset.upload ? "" : "…")).join() == %q`

// A folder falls on the box, beside a file: it is told of, and the file goes.
func TestFolderDropped(t *testing.T) {
	s, ana, number := writer(t, desktop)
	folder := filepath.Join(t.TempDir(), "Mis fotos")
	s.must(os.Mkdir(folder, 0o700))
	s.must(os.WriteFile(filepath.Join(folder, "a.txt"), []byte("a"), 0o600))
	ana.dropFiles("#body", folder, s.file("prueba.txt", "prueba\n"))
	ana.sees("Una carpeta no se puede adjuntar (Mis fotos). Comprímela en un ZIP y adjunta el ZIP.")
	ana.until("the file is up, the folder has no chip", fmt.Sprintf(chipsSay, "prueba.txt"))
	ana.dropFiles("#body", folder)
	ana.until("a folder alone changes nothing", fmt.Sprintf(chipsSay, "prueba.txt"))
	ana.press("Enviar")
	ana.until("it is sent", entriesSaying(draft)+sentOnce)
	if n := s.stored(number, draft); n != 1 {
		t.Errorf("%d messages stored", n)
	}

	nobody := s.browse(t, "", desktop)
	nobody.open("/tickets/new")
	nobody.dropFiles("#files", folder, s.file("prueba.txt", "prueba\n"))
	nobody.sees("Una carpeta no se puede adjuntar (Mis fotos)")
	nobody.until("the file waits in the form", `[...document.querySelector("#files").files].map(f => f.name).join() == "prueba.txt"`)
}

// A picture that nobody can draw is a chip, also where it was taken for one before.
func TestPictureThatCannotBeShown(t *testing.T) {
	s, ana, number := writer(t, desktop)
	var b bytes.Buffer
	s.must(jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 300, 200)), nil))
	var kept []files.Blob
	for _, content := range [][]byte{b.Bytes(), b.Bytes()[:b.Len()*6/10]} {
		blob, err := s.Files.Put(t.Context(), "cortada.jpg", bytes.NewReader(content), 1<<20)
		s.must(err)
		kept = append(kept, blob)
	}
	whole, cut := kept[0], kept[1]
	_, err := s.Desk.Reply(t.Context(), s.person(world.Ana), number, desk.Message{Files: []desk.File{{Meta: files.Meta{Name: whole.Name, Type: whole.Type, Size: whole.Size, SHA256: cut.SHA256, Width: whole.Width, Height: whole.Height}}}})
	s.must(err)
	ana.provoke("status of 404")
	ana.open(fmt.Sprint("/tickets/", number))
	ana.until("a chip with its name", `document.querySelector("#entries a.file")?.innerText.includes("cortada.jpg") && !document.querySelector("#entries img").checkVisibility()`)
}

// A long name is seen to its ending, on the narrowest screen, before and after it is sent.
func TestLongFileName(t *testing.T) {
	s, ana, _ := writer(t, narrow)
	name := strings.Repeat("extracto-de-movimientos-", 4) + "2026.txt"
	const whole = `(() => { const name = document.querySelector(%q), box = name?.getBoundingClientRect(); ` +
		`return box && name.textContent.trim() == %q && name.scrollWidth <= name.clientWidth && box.left >= 0 && box.right <= innerWidth && document.documentElement.scrollWidth <= innerWidth; })()`
	ana.dropFiles("#body", s.file(name, "prueba\n"))
	ana.until("the file is up", fmt.Sprintf(chipsSay, name))
	ana.until("its whole name is seen in the composer", fmt.Sprintf(whole, "[data-files] .file__name", name))
	ana.press("Enviar")
	ana.until("its whole name is seen in the thread", fmt.Sprintf(whole, "#entries .file__name", name))
}
