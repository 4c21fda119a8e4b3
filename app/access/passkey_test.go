package access

import (
	"encoding/json"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/keytest"
)

const origin = "https://help.example.com"

// office is a site that has passkeys.
type office struct {
	*site
	keys *Passkeys
}

func offices(t *testing.T, test func(*testing.T, office)) {
	both(t, func(t *testing.T, s *site) {
		p, err := s.Passkeys(origin, "Hilo")
		must(t, err)
		test(t, office{s, p})
	})
}

func options(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	must(t, err)
	return string(text)
}

// viewer is who just signed in.
func (o office) viewer(email string) Viewer {
	o.t.Helper()
	v, err := o.Sessions.Viewer(o.t.Context(), o.signIn(email).Cookie)
	must(o.t, err)
	return v
}

// add gives who a passkey on the device.
func (o office) add(v Viewer, d *keytest.Device) error {
	o.t.Helper()
	asked, cookie, err := o.keys.StartAdd(o.t.Context(), v, "")
	if err != nil {
		return err
	}
	return o.keys.Add(o.t.Context(), v, cookie, []byte(d.Make(options(o.t, asked))), "Firefox, Linux")
}

// enter signs in with the device.
func (o office) enter(d *keytest.Device) (Grant, error) {
	o.t.Helper()
	asked, cookie, err := o.keys.Start(o.t.Context(), "")
	must(o.t, err)
	return o.keys.Enter(o.t.Context(), cookie, []byte(d.Sign(options(o.t, asked))), "/tickets?show=closed", Client{})
}

func refusal(err error) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Key
}

// Ana adds a passkey, is told by mail, and signs in with it, again and again.
func TestPasskey(t *testing.T) {
	offices(t, func(t *testing.T, o office) {
		v, device := o.viewer(ana), keytest.New(t, origin)
		must(t, o.add(v, device))
		if n := o.count("jobs WHERE kind = ?", JobPasskey); n != 1 {
			t.Errorf("told %d times", n)
		}
		o.pass(48 * time.Hour)
		for range 2 {
			g, err := o.enter(device)
			must(t, err)
			if g.Person.ID != v.Person.ID || g.Kind != KindCustomer || g.Next != "/tickets?show=closed" || g.New {
				t.Errorf("grant: %+v", g)
			}
			seen, err := o.Sessions.Viewer(t.Context(), g.Cookie)
			must(t, err)
			if !o.Sessions.Fresh(seen) {
				t.Error("a passkey is no proof")
			}
		}
		keys, err := o.keys.List(t.Context(), v.Person.ID)
		must(t, err)
		if len(keys) != 1 || keys[0].Name != "Firefox, Linux" || keys[0].UsedAt.IsZero() || keys[0].Doubtful() || keys[0].Data.Authenticator.SignCount != 2 {
			t.Errorf("keys: %+v", keys)
		}
		luis := o.viewer("luis@example.com")
		if err := o.keys.Remove(t.Context(), luis.Person.ID, keys[0].ID); fault.Of(err).Kind != fault.Unknown {
			t.Errorf("Luis removed it: %v", err)
		}
		must(t, o.keys.Remove(t.Context(), v.Person.ID, keys[0].ID))
		if _, err := o.enter(device); refusal(err) != "passkey.unknown" {
			t.Errorf("a removed key: %v", err)
		}
	})
}

// What proves nothing lets nobody in.
func TestPasskeyRefused(t *testing.T) {
	offices(t, func(t *testing.T, o office) {
		v, device := o.viewer(ana), keytest.New(t, origin)
		must(t, o.add(v, device))
		ctx := t.Context()
		ask := func() (string, string) {
			asked, cookie, err := o.keys.Start(ctx, "")
			must(t, err)
			return options(t, asked), cookie
		}
		try := func(cookie, answer string) string {
			_, err := o.keys.Enter(ctx, cookie, []byte(answer), "", Client{})
			return refusal(err)
		}
		question, cookie := ask()
		_, other := ask()
		answer := device.Sign(question)
		if got := try(other, answer); got != "passkey.late" {
			t.Errorf("in another browser: %q", got)
		}
		if got := try(cookie, answer); got != "" {
			t.Errorf("the right answer: %q", got)
		}
		if got := try(cookie, answer); got != "passkey.late" {
			t.Errorf("the same answer again: %q", got)
		}
		question, cookie = ask()
		o.pass(ceremonyLife)
		if got := try(cookie, device.Sign(question)); got != "passkey.late" {
			t.Errorf("too late: %q", got)
		}
		phish := *device
		phish.Origin = "https://help.example.com.evil.example"
		question, cookie = ask()
		if got := try(cookie, phish.Sign(question)); got != "passkey.refused" {
			t.Errorf("from another site: %q", got)
		}
		for _, junk := range []string{"", "{}", "null", `{"id":"x"}`} {
			if got := try(cookie, junk); got != "passkey.refused" {
				t.Errorf("%q: %q", junk, got)
			}
		}
		device.Count = 0 // a copy that does not know how far the other got
		for range 2 {
			if _, err := o.enter(device); refusal(err) != "passkey.cloned" {
				t.Errorf("a copy: %v", err)
			}
			device.Count += 10 // the other one: nobody knows which is real
		}
		keys, err := o.keys.List(ctx, v.Person.ID)
		must(t, err)
		if !keys[0].Doubtful() {
			t.Error("nothing is said of the copy")
		}
	})
}

// A key is added only by who proved themselves just now; staff's devices verify them.
func TestPasskeyRules(t *testing.T) {
	offices(t, func(t *testing.T, o office) {
		v, device := o.viewer(ana), keytest.New(t, origin)
		o.pass(freshProof)
		if err := o.add(v, device); fault.Of(err).Kind != fault.Refused {
			t.Errorf("with an old proof: %v", err)
		}
		token, err := o.Staff.Add(t.Context(), "sam@example.com", "Sam Ortiz", false)
		must(t, err)
		g, err := o.Staff.UseLink(t.Context(), token, Newcomer{}, Client{})
		must(t, err)
		sam, err := o.Sessions.Viewer(t.Context(), g.Cookie)
		must(t, err)
		device.Verifies = false
		if err := o.add(sam, device); refusal(err) != "passkey.refused" {
			t.Errorf("staff without verification: %v", err)
		}
		device.Verifies = true
		must(t, o.add(sam, device))
		if g, err := o.enter(device); err != nil || g.Kind != KindStaff {
			t.Errorf("Sam: %+v %v", g, err)
		}
		device.Verifies = false
		if _, err := o.enter(device); refusal(err) != "passkey.verify" {
			t.Errorf("staff without verification: %v", err)
		}
		luis, simple := o.viewer("luis@example.com"), keytest.New(t, origin)
		simple.Verifies = false
		must(t, o.add(luis, simple))
		if _, err := o.enter(simple); err != nil {
			t.Errorf("a customer's simple key: %v", err)
		}
		asked, cookie, err := o.keys.StartAdd(t.Context(), luis, "")
		must(t, err)
		if err := o.keys.Add(t.Context(), Viewer{Actor: desk.Actor{Person: desk.Person{ID: v.Person.ID}}}, cookie, []byte(device.Make(options(t, asked))), ""); refusal(err) != "passkey.late" {
			t.Errorf("Luis's question answered for Ana: %v", err)
		}
	})
}

// Where the address has no domain there are no passkeys, and nothing breaks.
func TestPasskeysNeedADomain(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		if p, err := s.Passkeys("http://127.0.0.1:3000", "Hilo"); p != nil || err != nil {
			t.Errorf("%v %v", p, err)
		}
	})
}
