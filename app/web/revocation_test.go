package web_test

import (
	"strings"
	"testing"
	"time"

	"hilo/app/sitetest"
)

// The code's mail carries the way to end all links; its page alone ends
// nothing, its button ends every link and every guest of that ticket only.
func TestRevocation(t *testing.T) {
	site := sitetest.Start(t)
	asked, other := site.GuestTicket(), site.GuestTicket()
	g, bystander, token := site.GuestOf(asked), site.GuestOf(other), site.Link(asked)
	email := site.Email(asked.RequesterID)
	second, err := site.Auth.Guests.Link(t.Context(), site.DB, "second", asked.Number, asked.RequesterID)
	if err != nil {
		t.Fatal(err)
	}
	mail := site.Mail(email, "ódigo de verificación")
	path, has := "/g/"+token+"/revocation", site.URL+"/g/"+token+"/revocation"
	if strings.Count(mail.Text, "://") != 1 || !strings.Contains(mail.Text, has) || !strings.Contains(mail.HTML, has) {
		t.Error("the mail does not lead there, or elsewhere")
	}
	if code := site.Code(email); !strings.HasPrefix(mail.Text, code[:4]+" "+code[4:]) {
		t.Error("the code is not first")
	}
	stream := g.Listen(stream(t, g.Get(asked.Path()).Body))
	stream.Next()
	for range 2 {
		if a := site.Stranger().Get(path); a.Status != 200 || strings.Contains(a.Body, asked.Subject) || strings.Contains(a.Body, email) {
			t.Errorf("the page: %d", a.Status)
		}
	}
	if a := g.Get(asked.Path()); a.Status != 200 {
		t.Fatalf("looking ended it: %d", a.Status)
	}
	if a := site.Stranger().Post(path, nil); a.Status != 200 || !strings.Contains(a.Body, "Enlaces anulados") {
		t.Errorf("the button: %d", a.Status)
	}
	for _, dead := range []string{"/g/" + token, path, "/g/" + second} {
		if a := site.Stranger().Get(dead); a.Status != 404 {
			t.Errorf("after it: %d", a.Status)
		}
	}
	if a := site.Stranger().Post(path, nil); a.Status != 404 {
		t.Errorf("again: %d", a.Status)
	}
	if a := g.Get(asked.Path()); a.Status != 303 {
		t.Errorf("the guest is still in: %d", a.Status)
	}
	stream.Ends(5 * time.Second)
	if a := bystander.Get(other.Path()); a.Status != 200 {
		t.Errorf("another ticket's guest: %d", a.Status)
	}
	if a := site.As(email).Get(asked.Path()); a.Status != 200 {
		t.Errorf("with the address: %d", a.Status)
	}
}
