package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"

	"hilo/app/world"
)

// The browser finds nothing that keeps it from installing the app.
func TestInstallable(t *testing.T) {
	_, ana := withWorker(t, phone)
	for _, e := range call(ana, cdppage.GetInstallabilityErrors, cdp.Empty{}).InstallabilityErrors {
		if e.ErrorID != "in-incognito" { // a browser of tests has no profile to install to
			t.Errorf("not installable: %+v", e)
		}
	}
	manifest := call(ana, cdppage.GetAppManifest, cdppage.GetAppManifestParams{})
	for _, e := range manifest.Errors {
		t.Errorf("the manifest: %+v", e)
	}
	if manifest.URL != ana.url+"/manifest.webmanifest" {
		t.Errorf("the manifest is at %q", manifest.URL)
	}
	if id := call(ana, cdppage.GetAppID, cdp.Empty{}); id.AppID != ana.url+"/" {
		t.Errorf("the app is %+v", id)
	}
}

// question is the browser's own, as far as a test can ask it.
const question = `(window.prompted = 0, dispatchEvent(Object.assign(new Event("beforeinstallprompt", { cancelable: true }), { prompt: async () => { prompted++ }, userChoice: Promise.resolve({ outcome: "dismissed" }) })), true)`

// Installing is offered in the menu once the browser can, and once more after
// the first message; who says no is not asked again.
func TestInstallOffer(t *testing.T) {
	_, ana, number := writer(t, phone)
	const card, item = `!document.querySelector("#install").hidden`, `!document.querySelector("#menu [data-install]").hidden`
	ana.until("no offer by itself", `!(`+card+`) && !(`+item+`)`)
	eval[bool](ana, question)
	ana.until("in the menu alone", item+` && !(`+card+`)`)
	ana.press("Enviar")
	ana.until("it is sent", entriesSaying(draft)+sentOnce)
	ana.sees("Instala Hilo y tendrás tus tickets a mano, también sin conexión.")
	ana.press("Ahora no")
	ana.until("gone", `!(`+card+`)`)

	ana.open(fmt.Sprint("/tickets/", number))
	ana.live()
	eval[bool](ana, question)
	ana.write("#body", "Otra cosa")
	ana.press("Enviar")
	ana.until("it is sent", entriesSaying("Otra cosa")+sentOnce)
	ana.open("/tickets")
	eval[bool](ana, question)
	ana.press("Menú")
	ana.press("Instalar la aplicación")
	ana.until("asked by the browser", `prompted == 1 && !(`+card+`)`)
}

// On an iPhone, where no browser asks, the menu says how it is done; in the
// installed app nothing is offered.
func TestInstallByHand(t *testing.T) {
	s := start(t)
	for _, installed := range []bool{false, true} {
		ana := s.browse(t, world.Ana, phone)
		call(ana, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: fmt.Sprintf(`Object.defineProperty(navigator, "standalone", { value: %v })`, installed)})
		ana.open("/tickets")
		ana.controlled()
		ana.press("Menú")
		if installed {
			ana.until("no offer", `document.querySelector("#menu [data-install]").hidden`)
			continue
		}
		ana.press("Instalar la aplicación")
		ana.sees("Para instalar Hilo: Compartir y después «Añadir a pantalla de inicio».")
		ana.fits()
	}
}
