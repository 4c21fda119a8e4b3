package desk

import (
	"slices"
	"strings"
	"testing"

	"hilo/app/fault"
	"hilo/app/words"
)

// Every fact has a sentence in both languages, for both sides.
func TestSentences(t *testing.T) {
	catalogue, err := words.Open()
	must(t, err)
	es, en := catalogue.In("es", nil), catalogue.In("en", nil)
	by := func(p Actor, k Kind, d Data) *Entry {
		return &Entry{Kind: k, AuthorID: &p.ID, AuthorName: p.Name, ByDesk: p.Role.Staff(), Data: d}
	}
	for _, tt := range []struct {
		entry          *Entry
		toDesk         bool
		wantES, wantEN string
	}{
		{by(ana, Opened, Data{}), false, "Abriste el ticket", "You opened the ticket"},
		{by(ana, Opened, Data{}), true, "Ana abrió el ticket", "Ana opened the ticket"},
		{by(Actor{Person: Person{ID: 9}}, Opened, Data{}), true, "El cliente abrió el ticket", "The customer opened the ticket"},
		{by(ana, Replied, Data{}), false, "Respondiste", "You replied"},
		{by(sam, Replied, Data{}), false, "Sam respondió", "Sam replied"},
		{by(sam, Asked, Data{}), false, "Sam pidió detalles", "Sam asked for details"},
		{by(sam, Solved, Data{}), false, "Sam propuso una solución", "Sam proposed a solution"},
		{by(ana, Confirmed, Data{}), true, "Ana confirmó que está resuelto", "Ana confirmed that it is solved"},
		{by(ana, Reopened, Data{}), false, "Dijiste que todavía no está resuelto", "You said it is not solved yet"},
		{by(sam, Reopened, Data{}), false, "Sam reabrió el ticket", "Sam reopened the ticket"},
		{by(ana, Renamed, Data{}), false, "Corregiste el asunto", "You corrected the subject"},
		{by(ana, Renamed, Data{Was: "Pago"}), false, "Corregiste el asunto; antes decía «\u2068Pago\u2069»", "You corrected the subject; it said “\u2068Pago\u2069”"},
		{by(ana, Renamed, Data{Was: "Pago"}), true, "Ana corrigió el asunto; antes decía «\u2068Pago\u2069»", "Ana corrected the subject; it said “\u2068Pago\u2069”"},
		{&Entry{Kind: Warned}, false, "Sin respuesta a la solución: el ticket se cerrará en 2 días", "No reply to the solution: the ticket closes in 2 days"},
		{&Entry{Kind: Closed}, true, "Cerrado por falta de respuesta. Si escribes, se abre de nuevo", "Closed because we didn't hear back. Write and it opens again"},
		{&Entry{Kind: Bounced}, true, "Un correo a esta persona no se pudo entregar: su servidor lo rechazó. Puede que no sepa de las respuestas", "An e-mail to this person could not be delivered: their mail server refused it. They may not know about the replies"},
		{&Entry{Kind: Undelivered}, true, "Un aviso a esta persona no se pudo entregar y ya no se intenta. Puede que no sepa de las respuestas", "A message to this person could not be delivered and is not tried any more. They may not know about the replies"},
		{&Entry{Kind: Guessed}, true, "Se escribieron demasiados códigos equivocados: durante 24 horas no se envían códigos para este ticket. Quien ya entró sigue dentro", "Too many wrong codes were typed: no codes are sent for this ticket for 24 hours. Anyone already signed in stays in"},
		{by(sam, Noted, Data{}), true, "Sam dejó una nota interna", "Sam left an internal note"},
		{by(sam, Assigned, Data{Assignee: "Eva"}), true, "Sam asignó el ticket a Eva", "Sam assigned the ticket to Eva"},
		{by(sam, Assigned, Data{Assignee: "Sam", Own: true}), true, "Sam se asignó el ticket", "Sam took the ticket"},
		{by(sam, Assigned, Data{}), true, "Sam dejó el ticket sin asignar", "Sam unassigned the ticket"},
	} {
		if got := tt.entry.Sentence(es, tt.toDesk); got != tt.wantES {
			t.Errorf("es: %q, want %q", got, tt.wantES)
		}
		if got := tt.entry.Sentence(en, tt.toDesk); got != tt.wantEN {
			t.Errorf("en: %q, want %q", got, tt.wantEN)
		}
	}
	for want, e := range map[string]*Entry{
		"Asked for details": by(sam, Asked, Data{}), "Proposed a solution": by(sam, Solved, Data{}), "Rated the help: bad": by(ana, Rated, Data{Score: "bad"}),
		"Sam replied": by(sam, Replied, Data{}),
	} {
		if got := e.Deed(en, true); got != want {
			t.Errorf("below the name: %q, want %q", got, want)
		}
	}
	for _, status := range []Status{StatusOpen, StatusHold} {
		by(sam, Held, Data{Status: status}).Sentence(en, true)
	}
	for _, score := range []string{"good", "bad"} {
		by(ana, Rated, Data{Score: score}).Sentence(es, false)
		by(ana, Rated, Data{Score: score}).Sentence(en, true)
	}
	if missing := catalogue.Missing(); len(missing) != 0 {
		t.Errorf("missing %v", missing)
	}
}

// Every refusal of the desk has words in both languages, with all that they name.
func TestRefusalsHaveWords(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		long := strings.Repeat("a", MaxBody+1)
		n := s.brings(ana, StatusOpen)
		s.ok(s.Reply(s.ctx, sam, n, keyed("Hello.", "k")))
		var all []error
		for _, do := range []func() (Entry, error){
			func() (Entry, error) { return s.Reply(s.ctx, sam, n, keyed("Hello!", "k")) },
			func() (Entry, error) { return s.Reply(s.ctx, sam, n, keyed("Hello!", long)) },
			func() (Entry, error) { return s.Reply(s.ctx, sam, n, say("")) },
			func() (Entry, error) { return s.Reply(s.ctx, sam, n, say(long)) },
			func() (Entry, error) { return s.Reply(s.ctx, sam, n, say("\xff")) },
			func() (Entry, error) { return s.Ask(s.ctx, sam, n, say("?"), []string{"shoes"}) },
			func() (Entry, error) { return s.SetStatus(s.ctx, sam, n, StatusNew) },
			func() (Entry, error) { return s.Assign(s.ctx, sam, n, luis.Email) },
			func() (Entry, error) { return s.Assign(s.ctx, eva, s.opens(atHome(sam), "Own", "Own."), sam.Email) },
			func() (Entry, error) { return s.Confirm(s.ctx, ana, n) },
			func() (Entry, error) { return s.Rate(s.ctx, ana, n, "good", "") },
			func() (Entry, error) { return s.Rate(s.ctx, ana, n, "", "") },
			func() (Entry, error) { return s.Reply(s.ctx, luis, n, say("Hello.")) },
		} {
			_, err := do()
			all = append(all, err)
		}
		all = append(all, Question{}.Problems()...)
		all = append(all, Question{Topic: long, Subject: long, Name: long, Message: say(long)}.Problems()...)
		catalogue, err := words.Open()
		must(t, err)
		var keys []string
		for _, err := range all {
			f := fault.Of(err)
			if f.Kind == fault.Broken {
				t.Errorf("broken: %v", err)
			}
			keys = append(keys, f.Key)
			catalogue.In("es", nil).T(f.Key, f.Args...)
			catalogue.In("en", nil).T(f.Key, f.Args...)
		}
		slices.Sort(keys)
		if missing := catalogue.Missing(); len(missing) != 0 || len(slices.Compact(keys)) < 19 {
			t.Errorf("%d refusals, missing %v", len(keys), missing)
		}
	})
}

// What a ticket may be about has a name in both languages; the last is always valid.
func TestThemes(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		themes, err := s.Topics(s.ctx)
		if err != nil || len(themes) < 2 || themes[len(themes)-1].ID != "other" {
			t.Fatalf("%v, %v", themes, err)
		}
		for _, theme := range themes {
			if theme.In("es") == "" || theme.In("en") == "" || theme.In("es") == theme.In("en") || theme.In("fr") != theme.In("es") {
				t.Errorf("%+v", theme)
			}
			_, _, err := s.Open(s.ctx, ana, Question{Topic: theme.ID, Subject: "Help", Message: say("Help!")})
			must(t, err)
		}
	})
}

// A profile is kept; a name is shown by its first word.
func TestDescribe(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		must(t, s.Describe(s.ctx, luis, Profile{Name: " Luis  Park Soto", Locale: "en", Timezone: "Europe/London"}))
		got, err := Know(s.ctx, s.db, luis.Email, s.clock())
		if err != nil || got.ID != luis.ID || got.FirstName() != "Luis" || got.Locale != "en" || got.Timezone != "Europe/London" {
			t.Errorf("%+v, %v", got, err)
		}
		if other, err := Know(s.ctx, s.db, ana.Email, s.clock()); err != nil || other.Name != ana.Name {
			t.Errorf("%+v, %v", other, err)
		}
	})
	for role, want := range map[Role]bool{Customer: false, Agent: true, Admin: true, "boss": false} {
		if role.Staff() != want {
			t.Errorf("%q", role)
		}
	}
	if (Person{}).FirstName() != "" {
		t.Error("nobody has a name")
	}
}
