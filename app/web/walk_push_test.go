package web_test

import (
	"testing"

	"hilo/app/pushtest"
	"hilo/app/sitetest"
)

// walkDevices are the pages and parts of devices, a test of each outcome among them.
func walkDevices(t *testing.T, site *sitetest.Site, b *sitetest.Browser, add func(what string, a sitetest.Answer)) {
	t.Helper()
	add("devices, none", b.Get("/settings/devices"))
	add("a test of none", b.Post("/push/test", nil))
	add("no device", subscribe(b.Script(), `{"endpoint":"https://10.0.0.1/x"}`))
	for _, status := range []int{201, 410, 418, 429} {
		service := pushtest.New(t)
		subscribe(b, papers(service.Subscribe()))
		service.Answer(status)
	}
	silent := pushtest.New(t)
	subscribe(b, papers(silent.Subscribe()))
	silent.Close()
	inner, old := pushtest.New(t).Subscribe(), pushtest.New(t).Subscribe()
	subscribe(b, papers(inner))
	subscribe(b, papers(old))
	site.Set("UPDATE devices SET endpoint = 'https://10.0.0.1/' || id WHERE endpoint = ?", inner.Endpoint)
	site.Set("UPDATE devices SET key_id = 'older' WHERE endpoint = ?", old.Endpoint)
	add("a test", b.Post("/push/test", nil))
	add("a test by script", b.Script().Post("/push/test", nil))
	add("devices", b.Get("/settings/devices"))
}
