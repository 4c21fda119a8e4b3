package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
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
