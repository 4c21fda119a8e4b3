package web_test

import (
	"bytes"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/sitetest"
	"hilo/app/words"
)

// What was asked for is a field each of the reply's own form. The server makes a list of
// it below the words, whatever came; refused or unsent, it stays in its fields.
func TestDetailsOfAReply(t *testing.T) {
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusOpen)
	asks := func(wants ...string) {
		t.Helper()
		if _, err := site.Desk.Ask(t.Context(), site.Agent(sam), ticket.Number, desk.Message{Body: "Nos faltan datos."}, wants); err != nil {
			t.Fatal(err)
		}
	}
	b, path, replies := site.As(ana), ticket.Path(), ticket.Path()+"/replies"
	asks(desk.Wants...)
	for _, name := range []string{"transaction", "time", "screenshot", "other"} {
		has(t, b.Get(path), 200, `name="want_`+name+`" form="composer"`)
	}
	has(t, b.Post(replies, url.Values{"want_other": {" "}}), 422, "Escribe un mensaje o adjunta un archivo.")
	has(t, b.Post(replies, url.Values{"want_other": {"\u3164"}}), 422, `id="e-want_other"`, "Escribe algo que se pueda leer")
	form := url.Values{"want_transaction": {"TX-778899"}, "want_time": {"ayer"}, "want_other": {card}, "key": {"k1"}}
	has(t, b.Post(replies, form), 422, "Antes de enviar", `value="TX-778899"`, `value="ayer"`, `value="`+card+`"`, `value="k1"`)
	form.Set("guard", "mask")
	has(t, b.Post(replies, form), 422, `id="e-want_time"`, `value="TX-778899"`)
	madrid, _ := words.Zone("Europe/Madrid")
	y, m, d := site.Plan.Now().In(madrid).Date()
	at := time.Date(y, m, d-9, 17, 48, 0, 0, madrid)
	form.Set("want_time", at.Format("2006-01-02T15:04"))
	has(t, b.Post(replies, form), 303)
	list := "ID de la transacción: TX-778899\nFecha y hora: " + catalogue(t).In("es", madrid).FullZone(at) + "\nOtros datos: Mi tarjeta es •••• •••• •••• "
	if e := site.Last(ticket.Number); !strings.HasPrefix(e.Body, list) || strings.Join(e.Data.IDs, " ") != "TX-778899" {
		t.Errorf("it reads %q, %v", e.Body, e.Data.IDs)
	}
	has(t, b.Post(replies, form), 303) // once more: the same
	has(t, b.Get(path), 200, `!name="want_`)

	asks("screenshot")
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("want_screenshot", "recibo.txt")
	if err != nil {
		t.Fatal(err)
	}
	part.Write([]byte("84,90 EUR"))
	w.Close()
	has(t, b.Do("POST", replies, w.FormDataContentType(), &body), 303)
	if e := site.Last(ticket.Number); e.Body != "" || len(e.Files()) != 1 {
		t.Errorf("a file alone: %+v", e)
	}

	asks("other")
	draft := url.Values{"want_other": {"Calle Mayor 3"}, "key": {"k2"}}
	has(t, b.Do("PUT", "/drafts/"+strings.TrimPrefix(path, "/tickets/"), "application/x-www-form-urlencoded", strings.NewReader(draft.Encode())), 204)
	has(t, b.Get(path), 200, `value="Calle Mayor 3"`, `value="k2"`)
	if _, err := site.Desk.Reply(t.Context(), site.Agent(sam), ticket.Number, desk.Message{Body: "Ya no hace falta."}); err != nil {
		t.Fatal(err)
	}
	has(t, b.Get(path), 200, `!name="want_`, "\nOtros datos: Calle Mayor 3</textarea>", `value="k2"`)

	asks("other")
	stranger := site.Stranger() // her session ended
	has(t, stranger.Post(replies, url.Values{"want_other": {"Calle Mayor 4"}, "key": {"k3"}}), 303)
	stranger.SignIn(site.Email(ticket.RequesterID), path)
	has(t, stranger.Get(path), 200, `value="Calle Mayor 4"`)
}
