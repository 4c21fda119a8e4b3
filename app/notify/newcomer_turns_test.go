package notify

import (
	"fmt"
	"testing"
	"time"

	"hilo/app/access"
)

// The first mails to addresses that never proved themselves, and their codes,
// share what an hour affords; what is above leaves later, and is not lost. Who
// proved theirs waits for nobody.
func TestNewcomersTakeTurns(t *testing.T) {
	both(t, func(t *testing.T, o *office) {
		o.auth.Budgets.Newcomers = 2
		for i := range 4 {
			o.ask(o.stranger(fmt.Sprintf("guest%d@example.com", i)), "es")
		}
		o.mails(2)
		o.asksCode("", access.Ask{Email: "newcomer@example.com", Locale: "es"})
		o.mails(2)
		if _, err := o.db.NewRaw("UPDATE people SET proven_at = ? WHERE email = 'guest0@example.com'", o.clock()).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		o.asksCode("", access.Ask{Email: "guest0@example.com", Locale: "es"})
		if m := o.mails(3); m.To != "guest0@example.com" || m.Subject != "Tu código de verificación" {
			t.Errorf("%s: %s", m.To, m.Subject)
		}
		for n := 4; n <= 6; n++ {
			o.pass(30 * time.Minute)
			o.settle()
			o.mails(n)
		}
		if left, err := o.db.NewSelect().Table("turns").Count(t.Context()); err != nil || left != 0 {
			t.Errorf("%d wait, %v", left, err)
		}
	})
}
