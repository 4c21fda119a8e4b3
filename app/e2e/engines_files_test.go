package e2e

import (
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"hilo/app/clocktest"
	"hilo/app/world"
)

// A file changes or goes between being chosen and being sent. Whatever the browser
// makes of it, it is named and marked, nobody is told of a connection that fails, and the
// rest goes.
func TestFileChangedEverywhere(t *testing.T) {
	for name, happen := range map[string]func(path string) error{
		"changed": func(path string) error {
			later := clocktest.Now().Add(time.Hour) // browsers compare whole seconds
			return errors.Join(os.WriteFile(path, []byte("otra cosa, más larga\n"), 0o600), os.Chtimes(path, later, later))
		},
		"gone": os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			tell := everywhere
			if name == "gone" && os.Getenv("HILO_TEST_ALL") == "" { // engines tell it by the same error
				tell = inChromium
			}
			tell(t, desktop, func(ana *somebody) {
				ana.provoke("ERR_|htmx|fetch|Failed|NetworkError|imported module")
				number := ana.opens(world.Ana, "Una duda", "Empiezo.")
				path := fmt.Sprint("/tickets/", number)
				ana.enters(world.Ana, path)
				ana.controlled(path)
				ana.live()
				ana.write("#body", draft)
				changes := ana.file("informe.txt", "informe\n")
				ana.cable.cut()
				ana.attach(changes, ana.file("prueba.txt", "prueba\n"))
				ana.until("neither goes up", fmt.Sprintf(chipsSay, "informe.txt!,prueba.txt!"))
				ana.must(happen(changes))
				ana.cable.plug(ana.t)
				for range 2 {
					ana.press(".file--failed [data-retry]:not([hidden])")
				}
				ana.sees("«informe.txt» ha cambiado o ya no se puede leer. Quítalo y vuelve a elegirlo; lo demás se puede enviar.")
				ana.until("it is marked, the other is up", fmt.Sprintf(chipsSay, "informe.txt!,prueba.txt"))
				ana.press("Enviar")
				ana.sees("«informe.txt» ha cambiado")
				ana.press(".file--failed [data-remove]")
				ana.press("Enviar")
				ana.until("it is sent", entriesSaying(draft)+sentOnce)
				if n := ana.stored(number, draft); n != 1 {
					ana.t.Errorf("%d messages stored", n)
				}

				ana.do(`document.cookie = "hilo-session=; path=/; max-age=0"`)
				ana.open("/tickets/new")
				changes = ana.file("informe.txt", "informe\n")
				ana.attach(changes, ana.file("prueba.txt", "prueba\n"))
				ana.write("#email", "nadie@example.com")
				ana.choose("#topic", "other")
				ana.write("#subject", "Un archivo")
				ana.write("#body", draft)
				ana.must(happen(changes))
				ana.press("Enviar")
				ana.sees("«informe.txt» ha cambiado o ya no se puede leer.")
				ana.until("it is marked", `document.querySelectorAll(".file--failed").length == 1`)
				ana.press(".file--failed [data-remove]")
				ana.press("Enviar")
				ana.sees("n•••@e•••.com")
			})
		})
	}
}
