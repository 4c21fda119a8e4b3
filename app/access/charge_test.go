package access

import (
	"crypto/rand"
	"testing"

	"hilo/app/desk"
	"hilo/app/limits"
)

// What is charged when it is stored costs nothing before, nor what is refused, nor
// the same again; and no crowd that was let through at once stores more than it may.
func TestChargeWhenStored(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		const ip = "203.0.113.7"
		for range 200 {
			must(t, s.Limits.Affords(t.Context(), ip, limits.GuestTickets))
		}
		question := func(topic, key string) error {
			_, _, err := s.desk.OpenFor(t.Context(), ana, desk.Question{Topic: topic, Subject: "Help", Message: desk.Message{Body: "It broke.", Key: key, Charge: s.Limits.Charge(ip, limits.GuestTickets)}})
			return err
		}
		for range 60 {
			refused(t, question("none", ""), "desk.topic.empty")
		}
		key := rand.Text()
		for range 60 {
			must(t, question("other", key))
		}
		if won := together(60, func() error { return question("other", "") }); won != 49 || s.count("tickets") != 50 {
			t.Errorf("%d of 60, %d tickets", won, s.count("tickets"))
		}
		refused(t, s.Limits.Affords(t.Context(), ip, limits.GuestTickets), "problem.too_many")
		must(t, s.Limits.Affords(t.Context(), "203.0.113.8", limits.GuestTickets))
		must(t, s.Limits.Affords(t.Context(), home, limits.GuestTickets))
		must(t, question("other", key))
		s.pass(limits.GuestTickets.Every())
		must(t, s.Limits.Affords(t.Context(), ip, limits.GuestTickets))
	})
}
