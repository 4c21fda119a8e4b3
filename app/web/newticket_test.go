package web_test

import (
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

const (
	card   = "Mi tarjeta es 4111 1111 1111 1111."
	masked = "Mi tarjeta es •••• •••• •••• 1111."
)

func has(t *testing.T, a sitetest.Answer, status int, texts ...string) {
	t.Helper()
	if a.Status != status {
		t.Errorf("%d to %q, want %d", a.Status, a.Location, status)
	}
	for _, text := range texts {
		if not, found := strings.CutPrefix(text, "!"); strings.Contains(a.Body, not) == found {
			t.Errorf("%q: wrong in\n%s", text, a.Body)
		}
	}
}

// A first send that holds a secret comes back with a warning and two choices;
// either is heard, with and without a script, and for a guest too.
func TestGuardWarnsAndNeverBlocks(t *testing.T) {
	site := sitetest.Start(t)
	theirs := site.GuestTicket()
	for who, b := range map[string]*sitetest.Browser{ana: site.As(ana), "script": site.As(ana).Script(), guest: site.GuestOf(theirs)} {
		number, sent := theirs.Number, 303
		if who != guest {
			number = site.Ticket(ana, desk.StatusOpen).Number
		}
		if who == "script" {
			sent = 201
		}
		to, before := fmt.Sprintf("/tickets/%d/replies", number), site.Last(number).Seq
		for i, tt := range []struct {
			guard []string
			want  string
		}{{[]string{"mask"}, masked}, {[]string{"send"}, card}, {[]string{"send", "mask"}, masked}} {
			form := url.Values{"body": {card}, "key": {rand.Text()}}
			has(t, b.Post(to, form), 422, `id="composer"`, `name="guard" value="mask"`, "Ocultar y enviar", "Enviar tal cual", "•••• •••• •••• 1111", form.Get("key"), card, "!aria-invalid")
			if last := site.Last(number); last.Seq != before+int64(i) {
				t.Errorf("%s: a warned send was stored as %d", who, last.Seq)
			}
			form["guard"] = tt.guard
			has(t, b.Post(to, form), sent)
			if last := site.Last(number); last.Seq != before+int64(i)+1 || last.Body != tt.want {
				t.Errorf("%s: %v stored %d %q, want %q", who, tt.guard, last.Seq, last.Body, tt.want)
			}
		}
		has(t, b.Post(to, url.Values{"body": {"Todo bien, pedido 73261119."}}), sent)
	}
	number := site.Ticket(ana, desk.StatusOpen).Number
	has(t, site.As(sam).Post(fmt.Sprintf("/desk/tickets/%d/replies", number), url.Values{"body": {card}, "send": {"reply"}}), 303)
}

// The warning of a new ticket stands beside its other faults, and a word once
// given is kept until all is mended.
func TestGuardOfANewTicket(t *testing.T) {
	site := sitetest.Start(t)
	b := site.As(ana)
	form := url.Values{"topic": {"other"}, "subject": {"Tarjeta"}, "body": {card}, "key": {rand.Text()}}
	has(t, b.Post("/tickets", form), 422, `id="new"`, "Ocultar y enviar", card, form.Get("key"), "!Hay una cosa por revisar")
	form.Set("guard", "send")
	form.Set("subject", "")
	has(t, b.Post("/tickets", form), 422, "Revisa esto", "!Ocultar y enviar", `type="hidden" name="guard" value="send"`)
	form.Set("subject", "Tarjeta")
	form.Set("guard", "mask")
	a := b.Post("/tickets", form)
	has(t, a, 303)
	has(t, b.Get(a.Location), 200, masked, "!"+card)

	nobody := site.Stranger()
	form = url.Values{"topic": {"other"}, "subject": {"Clave"}, "body": {"private key 0x" + strings.Repeat("ab", 32)}, "name": {"Marta"}, "email": {"marta@example.com"}}
	has(t, nobody.Post("/tickets", form), 422, "clave privada")
	form.Set("guard", "mask")
	has(t, nobody.Post("/tickets", form), 201)
	if n := site.Count("SELECT count(*) FROM entries WHERE body = 'private key ••••••••'"); n != 1 {
		t.Errorf("%d masked keys", n)
	}
}

// The hash of a transaction is what the field for IDs asks for. What is none is
// warned of over the field that holds it, however it is hidden.
func TestGuardOfFields(t *testing.T) {
	site := sitetest.Start(t)
	b := site.As(ana)
	hash := "0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060"
	for _, tt := range []struct{ field, text, over string }{
		{"want_transaction", hash, ""}, {"body", "No llega mi depósito: " + hash, ""},
		{"want_transaction", "4111111111111111", `<label for="want_transaction">`}, {"subject", "4111 1111 1111 1111", `<label for="subject">`}, {"body", card, `<label for="body">`},
		{"body", "4111\u200b1111\u00ad1111\u00021111", `<label for="body">`}, {"body", "clave " + hash, `<label for="body">`},
		{"name", "4111 1111 1111 1111", `<label for="body">`},
	} {
		form := url.Values{"topic": {"other"}, "subject": {"Pago"}, "body": {"Hola"}, "key": {rand.Text()}}
		form.Set(tt.field, tt.text)
		a := b.Post("/tickets", form)
		if tt.over == "" {
			has(t, a, 303)
			has(t, b.Get(a.Location), 200, `<code class="id" translate="no">`+hash+"</code>")
			continue
		}
		has(t, a, 422, "Ocultar y enviar")
		_, behind, _ := strings.Cut(a.Body, `id="guard"`)
		if next := behind[strings.Index(behind, "<label for"):]; !strings.HasPrefix(next, tt.over) || strings.Count(a.Body, `id="guard"`) != 1 {
			t.Errorf("%s %q: the warning stands over %.40q", tt.field, tt.text, next)
		}
	}
}

// What helps us is a list below the words: when it happened on the person's own clock,
// and the IDs, which are facts too. A ticket without them has none.
func TestFactsOfANewTicket(t *testing.T) {
	site := sitetest.Start(t)
	b, at := site.As(ana), site.As(sam)
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	y, m, d := site.Plan.Now().In(madrid).Date()
	when := time.Date(y, m, d-9, 17, 48, 0, 0, madrid)
	form := url.Values{"topic": {"payments"}, "subject": {"Pago"}, "body": {"Es el pago 998877."}, "want_time": {when.Format("2006-01-02T15:04")}, "want_transaction": {"XK-77/2026"}, "key": {rand.Text()}}
	a := b.Post("/tickets", form)
	has(t, a, 303)
	ids := []string{`<code class="id" translate="no">XK-77/2026</code>`, `<code class="id" translate="no">998877</code>`}
	has(t, b.Get(a.Location), 200, append(ids, `Fecha y hora: `+catalogue(t).In("es", madrid).FullZone(when), "!Cuándo pasó")...)
	has(t, at.Get("/desk"+a.Location), 200, append(ids, when.Format("15:04 (MST)"))...)

	form = url.Values{"topic": {"payments"}, "subject": {"Pago"}, "body": {"Sin más."}}
	a = b.Post("/tickets", form)
	has(t, b.Get(a.Location), 200, `!class="facts"`)

	form.Set("want_time", "el otro día")
	has(t, b.Post("/tickets", form), 422, `id="e-want_time"`, "Sin más.")
}

// While Ana writes, her tickets that look alike are offered; one tap moves all of it
// into the box there, behind what she was writing, and nothing is sent or left behind.
// Nobody is offered what is not theirs.
func TestSimilarIsOfferedAndTakesTheText(t *testing.T) {
	site := sitetest.Start(t)
	b := site.As(ana)
	mine := site.Ticket(ana, desk.StatusOpen)
	form := url.Values{"subject": {"Cobro repetido"}, "body": {"Otra vez lo mismo."}, "want_transaction": {"XK-77"}, "key": {rand.Text()}, "topic": {"payments"}, "from": {"new"}}
	to := mine.Path() + "/draft"
	offer := fmt.Sprintf(`formaction="%s">Continuar en el ticket %d<`, to, mine.Number)
	has(t, b.Script().Post("/tickets/similar", form), 200, `id="similar"`, offer)
	has(t, b.Script().Post("/tickets/similar", nil), 200, "!formaction")
	has(t, site.As(luis).Script().Post("/tickets/similar", form), 200, "!"+fmt.Sprint(mine.Number))

	const never = "/tickets/10000001/draft"
	has(t, site.As(luis).Post(to, form), 404)
	has(t, b.Post(never, form), 404)
	last := site.Last(mine.Number).Seq
	risky := url.Values{"topic": {"other"}, "subject": {"Tarjeta"}, "body": {card}}
	has(t, b.Upload("/tickets", risky, textFile("recibo.txt")...), 422, `name="uploads"`, "recibo.txt")
	form.Set("body", strings.Repeat("muy largo ", desk.MaxBody/10))
	has(t, b.Post(to, form), 422, `id="new"`, "muy largo", form.Get("key"))

	waits := site.Person(ana)
	if err := site.Desk.Drafts.Save(t.Context(), waits, desk.Draft{Ticket: mine.Number, Body: "Y además:", Key: rand.Text()}); err != nil {
		t.Fatal(err)
	}
	left, err := site.Desk.Drafts.Of(t.Context(), waits, 0)
	if err != nil || len(left.Uploads) != 1 {
		t.Fatal(left, err)
	}
	form.Set("body", "Otra vez lo mismo.")
	form.Set("uploads", left.Uploads[0].ID)
	a := b.Upload(to, form, textFile("otro.txt")...)
	has(t, a, 303)
	if a.Location != mine.Path()+"#reply" || site.Last(mine.Number).Seq != last {
		t.Errorf("to %s, or it was sent", a.Location)
	}
	has(t, b.Get(mine.Path()), 200, "Y además:\n\nCobro repetido\n\nOtra vez lo mismo.\n\nID de la transacción: XK-77</textarea>", "recibo.txt", "otro.txt")
	has(t, b.Get("/tickets/new"), 200, "!Cobro repetido", "!recibo.txt")
	if a := b.Script().Post(to, form); a.Status != 200 || a.Header.Get("HX-Redirect") != mine.Path()+"#reply" {
		t.Errorf("a script is led to %q", a.Header.Get("HX-Redirect"))
	}
	has(t, b.Get(mine.Path()), 200, "Y además:\n\nCobro repetido\n\nOtra vez lo mismo.\n\nID de la transacción: XK-77</textarea>") // once
}

// Whose session ended while they wrote is told so, and finds all of it in the form once
// they are back; it never becomes a guest's.
func TestNewTicketOfAnEndedSession(t *testing.T) {
	site := sitetest.Start(t)
	form := url.Values{"subject": {"Cobro repetido"}, "topic": {"payments"}, "body": {"Otra vez."}, "want_transaction": {"XK-77"}, "key": {rand.Text()}, "signed": {"on"}}
	has(t, site.Stranger().Script().Upload("/tickets", form, textFile("recibo.txt")...), 401, "!id=\"email\"")
	b := site.Stranger()
	a := b.Upload("/tickets", form, textFile("recibo.txt")...)
	has(t, a, 303)
	has(t, b.Get(a.Location), 200, "Tu sesión había terminado.", "Los archivos tendrás que elegirlos otra vez.", `name="next" value="/tickets/new"`)
	b.SignIn("ana@example.com", "/tickets/new")
	has(t, b.Get("/tickets/new"), 200, `value="Cobro repetido"`, `value="payments" selected`, "Otra vez.</textarea>", `value="XK-77"`, form.Get("key"))
}

// Half a megabyte of what has to be looked at closely is refused in no time,
// in whatever field it comes.
func TestLongTextsCostNothing(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	var long strings.Builder
	for i := range 60_000 {
		fmt.Fprintf(&long, "w%06d ", i)
	}
	b, begun := site.As(ana), time.Now()
	for _, field := range []string{"subject", "body", "want_transaction"} {
		form := url.Values{"topic": {"other"}, "subject": {"Cobro"}, "body": {"Hola"}}
		form.Set(field, long.String())
		if a := b.Post("/tickets", form); a.Status != 422 {
			t.Errorf("%s: %d", field, a.Status)
		}
		form.Set("guard", "mask")
		if a := b.Post("/tickets", form); a.Status != 422 || !strings.Contains(a.Body, "w059999") {
			t.Errorf("%s, to be masked: %d, or it is not shown again", field, a.Status)
		}
		if a := b.Post("/tickets/similar", form); a.Status != 200 {
			t.Errorf("similar by %s: %d", field, a.Status)
		}
	}
	if took := time.Since(begun); took > 15*time.Second {
		t.Errorf("it took %s", took)
	}
}

// Who has no name is asked for it with the first ticket, and what is said of an empty one
// is said where it is saved too. Nobody is asked twice.
func TestNewcomerIsAskedForTheirName(t *testing.T) {
	site := sitetest.Start(t)
	const none = "el equipo te verá como quien escribe desde nora@example.com"
	b := site.As("nora@example.com")
	has(t, b.Get("/tickets/new"), 200, `name="name"`, "¿Cómo te llamas?", none)
	has(t, b.Post("/settings", url.Values{"name": {""}}), 303)
	has(t, b.Get("/settings?saved=1"), 200, "Guardado. Sin nombre, "+none)
	form := url.Values{"topic": {"other"}, "subject": {"Pago"}, "body": {"Hola"}, "name": {"\u2800"}, "key": {rand.Text()}}
	has(t, b.Post("/tickets", form), 422, `id="e-name"`)
	form.Set("name", "")
	has(t, b.Post("/tickets", form), 303)
	form = url.Values{"topic": {"other"}, "subject": {"Pago"}, "body": {"Hola"}, "name": {" Nora Gil "}, "key": {rand.Text()}}
	a := b.Post("/tickets", form)
	has(t, a, 303)
	has(t, site.As(sam).Get("/desk"+a.Location), 200, "Nora Gil")
	has(t, b.Get("/tickets/new"), 200, `!name="name"`)
	has(t, b.Get("/settings?saved=1"), 200, `value="Nora Gil"`, "!"+none)
	form = url.Values{"topic": {"other"}, "subject": {"Pago"}, "body": {"Hola"}, "name": {"Otra"}}
	has(t, b.Post("/tickets", form), 303)
	if p := site.Person("nora@example.com"); p.Name != "Nora Gil" || p.Locale != "" {
		t.Errorf("%+v", p.Person)
	}
}
